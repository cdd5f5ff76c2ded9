// Legal moves as buttons, in groups where there are several kinds, with a search where there are many.
import { useState } from "preact/hooks";
import type { Form } from "../../sdk/forms";
import { CardFace } from "./card";
import { wordsOfMoves, type Part } from "./move_words";
import type { Scene } from "./scene";
import { texts } from "../../app/words";

const SEARCHED_FROM = 40;

interface Labelled {
  move: number;
  parts: Part[];
  group: string;
  spoken: string;
}

/** Buttons for the moves of these numbers. */
export function Moves({ scene, form, numbers }: { scene: Scene; form: Form | null; numbers: number[] }) {
  const [wanted, setWanted] = useState("");
  const words = wordsOfMoves(
    numbers.map((move) => scene.moves[move] ?? null),
    form,
    scene.names,
  );
  const all = words.map((one, at): Labelled => ({ ...one, move: numbers[at] ?? 0 }));
  const isMany = all.length > SEARCHED_FROM;
  const found = isMany ? all.filter((one) => matches(one.spoken, wanted)) : all;
  const groups = [...new Set(found.map(({ group }) => group))];
  return (
    <div class="plain-moves" role="group" aria-label={texts.plain.yourMoves}>
      {isMany && (
        <label class="plain-search">
          <span class="muted small">{texts.plain.moves(all.length)}</span>
          <input
            type="search"
            data-testid="move-search"
            aria-label={texts.plain.searchMoves}
            placeholder={texts.plain.search}
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </label>
      )}
      <div class={isMany ? "plain-many" : ""}>
        {groups.map((group) => (
          <div key={group} class="plain-group">
            {groups.length > 1 && group && <h4>{group}</h4>}
            <div class="plain-buttons">
              {found
                .filter((one) => one.group === group)
                .map((one) => (
                  <MoveButton key={one.spoken + String(one.move)} labelled={one} scene={scene} />
                ))}
            </div>
          </div>
        ))}
        {found.length === 0 && <p class="muted">{texts.plain.noSuchMove}</p>}
      </div>
    </div>
  );
}

function MoveButton({ labelled, scene }: { labelled: Labelled; scene: Scene }) {
  const { move, parts } = labelled;
  const isCard = parts.length === 1 && typeof parts[0] !== "string";
  return (
    <button
      type="button"
      class={isCard ? "plain-move plain-move-card" : "plain-move"}
      data-testid={`move-${move}`}
      aria-disabled={!scene.isOpen}
      onClick={() => scene.play(move)}
    >
      {parts.map((part, at) =>
        typeof part === "string" ? <span key={at}>{part}</span> : <CardFace key={at} card={part} />,
      )}
    </button>
  );
}

/** Every word that is looked for is there. */
function matches(text: string, wanted: string): boolean {
  const lower = text.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
