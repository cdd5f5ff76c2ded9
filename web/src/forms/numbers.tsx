// A whole number: typed, stepped, and where few are allowed slid.
import type { Described } from "./fields";
import { boundsWords } from "./words";
import { texts } from "../app/words";

interface Props {
  form: { least: number | null; most: number | null };
  text: string;
  change: (text: string) => void;
  described: Described;
}

const SLID_MAX = 100;

export function IntegerInput({ form, text, change, described }: Props) {
  const { least, most } = form;
  const isSlid = least !== null && most !== null && most - least <= SLID_MAX && most > least;
  const step = (by: number) => change(String(stepped(text, by, form)));
  return (
    <div class="number">
      <div class="stepper">
        <button type="button" aria-label={texts.forms.oneLess} onClick={() => step(-1)}>
          −
        </button>
        <input
          type="number"
          inputMode={least !== null && least >= 0 ? "numeric" : "text"}
          step={1}
          {...described}
          {...(least === null ? {} : { min: least })}
          {...(most === null ? {} : { max: most })}
          value={text}
          onInput={(event) => change(event.currentTarget.value)}
        />
        <button type="button" aria-label={texts.forms.oneMore} onClick={() => step(1)}>
          +
        </button>
      </div>
      {isSlid ? (
        <input
          type="range"
          // Nothing is chosen yet: a thumb would say that the least is.
          class={text === "" ? "range-unset" : ""}
          aria-valuetext={text === "" ? texts.forms.notChosen : text}
          aria-label={texts.forms.fromTo(least, most)}
          min={least}
          max={most}
          step={1}
          value={text === "" ? least : text}
          onInput={(event) => change(event.currentTarget.value)}
        />
      ) : (
        <span class="field-hint">{boundsWords(form)}</span>
      )}
    </div>
  );
}

/** Return the next number within the bounds. */
export function stepped(text: string, by: number, { least, most }: Props["form"]): number {
  const number = Number(text);
  const from =
    text.trim() === "" || !Number.isSafeInteger(number) ? (least ?? Math.min(0, most ?? 0)) - by : number;
  return Math.min(most ?? Number.MAX_SAFE_INTEGER, Math.max(least ?? Number.MIN_SAFE_INTEGER, from + by));
}
