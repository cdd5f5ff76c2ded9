// Inputs for text, for bytes, and for values of which the game says nothing closer.
import type { Described } from "./fields";
import { read } from "./read";
import type { Value } from "../sdk/messages";
import { texts } from "../app/words";

interface Props {
  text: string;
  change: (text: string) => void;
  described: Described;
}

const ONE_LINE_MAX = 200;
const COUNTED_FROM = 0.5;

export function TextInput({ form, text, change, described }: Props & { form: { most: number | null } }) {
  const { most } = form;
  const length = [...text].length;
  const bounded = most === null ? {} : { maxLength: most };
  return (
    <>
      {most !== null && most > ONE_LINE_MAX ? (
        <textarea
          {...described}
          {...bounded}
          rows={4}
          value={text}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={submitOnEnter}
        />
      ) : (
        <input
          {...described}
          {...bounded}
          value={text}
          autocomplete="off"
          enterkeyhint="send"
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
      {most !== null && length > most * COUNTED_FROM && (
        <span class="field-hint">{texts.forms.characters(length, most)}</span>
      )}
    </>
  );
}

export function BytesInput({ text, change, described }: Props) {
  return (
    <input
      {...described}
      class="code"
      placeholder={texts.forms.bytesExample}
      autocomplete="off"
      spellcheck={false}
      value={text}
      onInput={(event) => change(event.currentTarget.value)}
    />
  );
}

/** Text, or JSON for all else; the hint says as what it will be read. */
export function JsonInput({ text, change, described }: Props) {
  return (
    <>
      <input
        {...described}
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="send"
        value={text}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {!described["aria-invalid"] && <span class="field-hint">{hintFor(text)}</span>}
    </>
  );
}

function hintFor(text: string): string {
  if (text.trim() === "") return texts.forms.anyHint;
  const found = read({ type: "any" }, text);
  if (found.faults) return found.faults[0]?.text ?? "";
  return texts.forms.readAs(texts.forms.readAsKinds[kindOf(found.value)]);
}

function kindOf(value: Value): keyof typeof texts.forms.readAsKinds {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "record";
  return typeof value === "string" ? "string" : typeof value === "number" ? "number" : "boolean";
}

/** In a long text Enter submits as everywhere, and Shift with Enter begins a line. */
function submitOnEnter(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }): void {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
