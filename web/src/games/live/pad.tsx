// Four buttons for the thumb.
import { HEADINGS } from "./headings";
import type { Steer } from "./steering";
import { texts } from "../../app/words";

const PATHS = {
  up: "M12 5l7 12H5Z",
  right: "M19 12 7 19V5Z",
  down: "M12 19 5 7h14Z",
  left: "M5 12 17 5v14Z",
};

/** Shown where there is a finger to press them, and else which keys do it; a press counts when it begins. */
export function Pad({ steer }: { steer: Steer }) {
  return (
    <>
      <Buttons steer={steer} />
      <p class="muted small key-hint">{texts.live.keys}</p>
    </>
  );
}

function Buttons({ steer }: { steer: Steer }) {
  return (
    <div class="live-pad" role="group" aria-label={texts.live.steer} data-testid="pad">
      {HEADINGS.map((heading) => (
        <button
          key={heading}
          class={`live-pad-${heading}`}
          aria-label={texts.live.headings[heading]}
          data-testid={`pad-${heading}`}
          onPointerDown={(event) => {
            event.preventDefault();
            steer(heading);
          }}
          onKeyDown={(event) => event.key === "Enter" && steer(heading)}
        >
          <svg viewBox="0 0 24 24" width="30" height="30" aria-hidden="true" fill="currentColor">
            <path d={PATHS[heading]} />
          </svg>
        </button>
      ))}
    </div>
  );
}
