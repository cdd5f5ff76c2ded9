// What a game lets its creator choose: one field for each option.
export type OptionValue = number | boolean | string;

/** As api/games tells it; what does not apply is null. */
export interface GameOption {
  name: string;
  type: "integer" | "boolean" | "text" | "choice";
  default: OptionValue;
  least: number | null;
  most: number | null;
  choices: OptionValue[] | null;
}

interface Field {
  option: GameOption;
  value: OptionValue;
  choose: (value: OptionValue) => void;
}

export function OptionField({ option, value, choose }: Field) {
  const label = readable(option.name);
  const testId = `option-${option.name}`;
  if (option.type === "boolean") {
    return (
      <label class="switch">
        <input
          type="checkbox"
          data-testid={testId}
          checked={value === true}
          onChange={(event) => choose(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
    );
  }
  return (
    <label class="option">
      <span>{label}</span>
      {option.choices ? (
        <select
          data-testid={testId}
          value={String(value)}
          onChange={(event) => choose(option.choices?.[event.currentTarget.selectedIndex] ?? value)}
        >
          {option.choices.map((choice) => (
            <option key={String(choice)}>{String(choice)}</option>
          ))}
        </select>
      ) : (
        <Typed option={option} value={value} choose={choose} testId={testId} />
      )}
    </label>
  );
}

function Typed({ option, value, choose, testId }: Field & { testId: string }) {
  if (option.type === "text") {
    return (
      <input
        data-testid={testId}
        value={String(value)}
        onInput={(event) => choose(event.currentTarget.value)}
      />
    );
  }
  return (
    <input
      type="number"
      required
      data-testid={testId}
      value={String(value)}
      {...(option.least === null ? {} : { min: option.least })}
      {...(option.most === null ? {} : { max: option.most })}
      onInput={(event) => {
        const number = event.currentTarget.valueAsNumber;
        if (Number.isInteger(number)) choose(number);
      }}
    />
  );
}

/** "dice_per_player" becomes "Dice per player". */
function readable(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
