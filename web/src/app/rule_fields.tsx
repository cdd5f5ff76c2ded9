// The rules of a table as fields: for a new one, and in the host's sheet.
import { useId } from "preact/hooks";
import { botTitle } from "./bots";
import { spanWords } from "./clock_words";
import type { Rules } from "./rules";
import type { BotInfo } from "./catalogue";
import { Switch } from "./switch";
import { houseWords } from "./words/house";

const COUNTDOWNS_MS: readonly number[] = [0, 3_000, 5_000, 10_000, 30_000, 60_000];

interface Props {
  rules: Rules;
  /** Those that make a difference. */
  shown: readonly (keyof Rules)[];
  bots: readonly BotInfo[];
  change: (changes: Partial<Rules>) => void;
}

export function RuleFields({ rules, shown, bots, change }: Props) {
  const words = houseWords().rules;
  const switches = [
    ["undo", words.undo, words.undoHint],
    ["rotate", words.rotate, words.rotateHint],
    ["watchers_heard", words.watchersHeard, words.watchersHeardHint],
  ] as const;
  return (
    <div class="rules">
      {switches.map(
        ([name, label, hint]) =>
          shown.includes(name) && (
            <Switch
              key={name}
              testId={`rule-${name}`}
              label={label}
              hint={hint}
              checked={rules[name]}
              change={(to) => change({ [name]: to })}
            />
          ),
      )}
      {shown.includes("countdown_ms") && (
        <Countdown ms={rules.countdown_ms} choose={(countdown_ms) => change({ countdown_ms })} />
      )}
      {shown.includes("lend") && <Lend kind={rules.lend} bots={bots} choose={(lend) => change({ lend })} />}
    </div>
  );
}

function Countdown({ ms, choose }: { ms: number; choose: (ms: number) => void }) {
  const words = houseWords().rules;
  const choices = new Map(COUNTDOWNS_MS.map((one) => [String(one), one ? spanWords(one) : words.atOnce]));
  // A program may have chosen another one.
  choices.set(String(ms), choices.get(String(ms)) ?? spanWords(ms));
  return (
    <Choice
      label={words.countdown}
      testId="rule-countdown_ms"
      value={String(ms)}
      choices={choices}
      choose={(one) => choose(Number(one))}
    />
  );
}

function Lend({
  kind,
  bots,
  choose,
}: {
  kind: string;
  bots: readonly BotInfo[];
  choose: (to: string) => void;
}) {
  const words = houseWords().rules;
  const choices = new Map(bots.map((bot) => [bot.id, words.lendTo(botTitle(bot))]));
  return (
    <Choice
      label={words.lend}
      testId="rule-lend"
      value={kind}
      choices={new Map([["", words.lendNone], ...choices])}
      choose={choose}
    />
  );
}

interface ChoiceProps {
  label: string;
  testId: string;
  value: string;
  /** What each value is called. */
  choices: ReadonlyMap<string, string>;
  choose: (to: string) => void;
}

function Choice({ label, testId, value, choices, choose }: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <select
        id={id}
        data-testid={testId}
        value={value}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {[...choices].map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
