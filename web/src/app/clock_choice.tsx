// The part of the new table's form where its turn clock is chosen.
import { useId } from "preact/hooks";
import {
  FIELDS,
  isChosen,
  KINDS,
  NO_CLOCK,
  numberIn,
  PRESETS,
  type ClockDraft,
  type ClockKind,
} from "./clock_draft";
import { presetWords } from "./clock_words";
import { texts } from "./words";

interface Props {
  draft: ClockDraft;
  change: (draft: ClockDraft) => void;
}

export function ClockChoice({ draft, change }: Props) {
  const { hint } = texts.clocks.kinds[draft.kind];
  // What fits one kind of clock fits no other one.
  const choose = (kind: ClockKind) => change({ kind, numbers: { ...NO_CLOCK.numbers, ...firstOf(kind) } });
  return (
    <div class="clock-choice">
      <label class="field">
        <span class="field-label">{texts.clocks.clock}</span>
        <select
          data-testid="clock-kind"
          value={draft.kind}
          onChange={(event) => choose(event.currentTarget.value as ClockKind)}
        >
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {texts.clocks.kinds[kind].label}
            </option>
          ))}
        </select>
      </label>
      {draft.kind !== "none" && (
        <>
          <Presets draft={draft} change={change} />
          <Numbers draft={draft} change={change} />
          <p class="field-hint">{hint}</p>
        </>
      )}
    </div>
  );
}

function firstOf(kind: ClockKind): Partial<ClockDraft["numbers"]> {
  return PRESETS[kind][1] ?? {};
}

function Presets({ draft, change }: Props) {
  const name = useId();
  return (
    <div class="segments" role="radiogroup" aria-label={texts.clocks.usual}>
      {PRESETS[draft.kind].map((preset, index) => (
        <label class="segment" key={index}>
          <input
            type="radio"
            name={name}
            data-testid={`clock-preset-${index}`}
            checked={isChosen(draft, preset)}
            onChange={() => change({ ...draft, numbers: { ...draft.numbers, ...preset } })}
          />
          <span>{presetWords(preset)}</span>
        </label>
      ))}
    </div>
  );
}

function Numbers({ draft, change }: Props) {
  const id = useId();
  const fields = FIELDS[draft.kind];
  const wrong = fields.find((field) => numberIn(draft, field) === null);
  return (
    <div class="clock-numbers">
      {fields.map((field) => (
        <label key={field.name} class={field === wrong ? "field field-wrong" : "field"}>
          <span class="field-label">{texts.clocks.fields[field.name]}</span>
          <input
            type="number"
            inputMode="numeric"
            step={1}
            min={field.least}
            max={field.most}
            data-testid={`clock-${field.name}`}
            {...(field === wrong && { "aria-invalid": true, "aria-describedby": `${id}-fault` })}
            value={draft.numbers[field.name]}
            onInput={(event) =>
              change({ ...draft, numbers: { ...draft.numbers, [field.name]: event.currentTarget.value } })
            }
          />
        </label>
      ))}
      {wrong && (
        <p class="field-fault" role="alert" id={`${id}-fault`} data-testid="clock-fault">
          {texts.clocks.wrong(texts.clocks.fields[wrong.name], wrong.least, wrong.most)}
        </p>
      )}
    </div>
  );
}
