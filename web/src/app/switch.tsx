// A switch with a line below it that says what it means.
import { useId } from "preact/hooks";

interface Props {
  label: string;
  hint: string;
  testId: string;
  checked: boolean;
  change: (to: boolean) => void;
}

export function Switch({ label, hint, testId, checked, change }: Props) {
  const id = useId();
  return (
    <div class="switch-about">
      <label class="switch">
        <input
          type="checkbox"
          data-testid={testId}
          aria-describedby={id}
          checked={checked}
          onChange={(event) => change(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      <p class="muted small" id={id}>
        {hint}
      </p>
    </div>
  );
}
