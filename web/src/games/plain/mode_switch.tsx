// Which of several kinds of move the next click on the board makes.
import { useId } from "preact/hooks";
import type { Scene } from "./scene";
import { texts } from "../../app/words";

/** Radio buttons side by side, above what is clicked; nothing where there is one kind of move. */
export function ModeSwitch({ scene }: { scene: Scene }) {
  const name = useId();
  if (scene.modes.length === 0) return null;
  return (
    <div
      class="segments plain-modes"
      role="radiogroup"
      aria-label={texts.plain.whatClickDoes}
      data-testid="modes"
    >
      {scene.modes.map(({ key, words }, at) => (
        <label key={key} class="segment" data-testid={`mode-${at}`}>
          <input
            type="radio"
            name={name}
            checked={key === scene.chosen.mode}
            onChange={() => scene.chooseMode(key)}
          />
          <span>{words}</span>
        </label>
      ))}
    </div>
  );
}
