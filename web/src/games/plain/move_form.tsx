// A move that can't be chosen from a list: a form made from its type.
import { useEffect, useRef, useState } from "preact/hooks";
import { detailLine, failureLine } from "../../app/lines";
import { texts } from "../../app/words";
import { begin, type Chosen, type Draft } from "../../forms/drafts";
import { Field, Parts } from "../../forms/fields";
import { read, type Fault } from "../../forms/read";
import { faultsOf, Refusal, type Refused } from "../../forms/refusal";
import { kindWords } from "../../forms/words";
import type { Form } from "../../sdk/forms";
import type { Drawing } from "../drawing";

/** What is typed is kept until the move is made: a refusal costs nobody the words. */
export function MoveForm({ form, act }: { form: Form; act: Drawing["act"] }) {
  const [draft, setDraft] = useState(() => begin(form));
  const [faults, setFaults] = useState<Fault[]>([]);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [isSending, setSending] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => focusIfIdle(element.current), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isSending) return;
    const move = read(form, draft);
    setFaults(move.faults ?? []);
    setRefused(null);
    if (move.faults) return;
    setSending(true);
    const outcome = await act(move.value, true);
    setSending(false);
    if (outcome.done) setDraft(begin(form));
    else setRefused(outcome);
  };
  useEffect(() => element.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus(), [faults]);
  const fields = {
    draft,
    change: setDraft,
    label: texts.forms.yourMove,
    path: [],
    faults: [...faults, ...faultsOf(refused)],
    prefix: "move",
  };
  return (
    <form
      class="form move-form"
      ref={element}
      noValidate
      data-testid="move-form"
      onSubmit={(event) => void submit(event)}
    >
      {form.type === "record" ? <Parts {...fields} form={form} /> : <Field {...fields} form={form} />}
      {refused && (
        <Refusal
          refused={refused}
          line={failureLine(refused.code)}
          detail={detailLine(refused.code, refused.detail)}
        />
      )}
      <button class="primary big" data-testid="move-send" aria-busy={isSending}>
        {isSending ? texts.forms.sending : sendWords(form, draft)}
      </button>
    </form>
  );
}

/** The button says what is sent: "Bid"; among several kinds "Play: Pass", as the choice itself reads "Pass". */
function sendWords(form: Form, draft: Draft): string {
  if (form.type === "record") return form.title === "Move" ? texts.forms.play : kindWords(form);
  const kind = form.type === "either" ? form.of[(draft as Chosen).kind] : undefined;
  return kind?.type === "record" ? texts.forms.playKind(kindWords(kind)) : texts.forms.play;
}

/** Who plays with keys can type at once, unless they are typing elsewhere; on a phone no keyboard pops up. */
function focusIfIdle(form: HTMLFormElement | null): void {
  const isIdle = document.activeElement === null || document.activeElement === document.body;
  if (isIdle && matchMedia("(pointer: fine)").matches) {
    form?.querySelector<HTMLElement>("input, textarea, select")?.focus({ preventScroll: true });
  }
}
