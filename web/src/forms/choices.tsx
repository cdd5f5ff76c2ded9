// One of several values, and one of several kinds of value.
import type { Form } from "../sdk/forms";
import type { Value } from "../sdk/messages";
import type { Chosen, Draft } from "./drafts";
import { Field, Parts, type Described, type FieldProps } from "./fields";
import { choiceWords, kindWords } from "./words";
import { texts } from "../app/words";

const SEGMENTS_MAX = 6;
const SEGMENT_CHARACTERS_MAX = 48;

interface Props {
  choices: Value[];
  chosen: number;
  choose: (index: number) => void;
  described: Described;
}

export function Choice({ choices, chosen, choose, described }: Props) {
  const words = choices.map(choiceWords);
  const isShort = words.length <= SEGMENTS_MAX && words.join("").length <= SEGMENT_CHARACTERS_MAX;
  if (isShort) return <Segments words={words} chosen={chosen} choose={choose} described={described} />;
  return (
    <select
      {...described}
      aria-labelledby={`${described.id}-label`}
      value={String(chosen)}
      onChange={(event) => choose(Number(event.currentTarget.value))}
    >
      {chosen === -1 && <option value="-1">{texts.forms.choose}</option>}
      {words.map((word, index) => (
        <option key={index} value={String(index)}>
          {word}
        </option>
      ))}
    </select>
  );
}

/** Buttons side by side, of which one is down; to keys and screen readers they are radio buttons. */
function Segments({ words, chosen, choose, described }: Omit<Props, "choices"> & { words: string[] }) {
  const { id, "data-testid": testId, ...rest } = described;
  return (
    <div
      class="segments"
      role="radiogroup"
      id={id}
      data-testid={testId}
      aria-labelledby={`${id}-label`}
      {...rest}
    >
      {words.map((word, index) => (
        <label key={index} class="segment" data-testid={`${testId}-${index}`}>
          <input type="radio" name={id} checked={index === chosen} onChange={() => choose(index)} />
          <span>{word}</span>
        </label>
      ))}
    </div>
  );
}

/** First which kind, then what belongs to it. */
export function Either(
  props: Omit<FieldProps, "form" | "draft"> & {
    form: Extract<Form, { type: "either" }>;
    chosen: Chosen;
    described: Described;
  },
) {
  const { form, chosen, change, described, label } = props;
  const inner = form.of[chosen.kind];
  const kinds = form.of.map(kindWords);
  const choose = (kind: number) => change({ ...chosen, kind });
  const changeInner = (changed: Draft) =>
    change({ ...chosen, drafts: chosen.drafts.map((draft, at) => (at === chosen.kind ? changed : draft)) });
  const testId = { ...described, "data-testid": `${described["data-testid"]}-kind` };
  const part = { ...props, draft: chosen.drafts[chosen.kind] ?? null, change: changeInner, key: chosen.kind };
  return (
    <>
      <Choice choices={kinds} chosen={chosen.kind} choose={choose} described={testId} />
      {inner?.type === "record" && inner.fields.length > 0 ? (
        <div class="field-group" role="group" aria-label={kindWords(inner)}>
          <Parts {...part} form={inner} />
        </div>
      ) : (
        inner &&
        !isDecided(inner) && <Field {...part} form={inner} label={`${label}: ${kinds[chosen.kind] ?? ""}`} />
      )}
    </>
  );
}

/** Return whether there is nothing to fill in. */
export function isDecided(form: Form): boolean {
  if (form.type === "record") return form.fields.length === 0;
  return form.type === "nothing" || (form.type === "choice" && form.choices.length === 1);
}
