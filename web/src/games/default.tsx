// Any game without a drawing of its own: what is to be seen as readable things, what may be done as cells, buttons or a form.
import { Moves } from "./plain/moves";
import { MoveForm } from "./plain/move_form";
import { SeatCards } from "./plain/seats";
import { useScene, type Scene } from "./plain/scene";
import { movesOn } from "./plain/targets";
import { Show } from "./plain/values";
import type { Drawing } from "./drawing";
import { texts } from "../app/words";

export function AnyGame(drawing: Drawing) {
  const scene = useScene(drawing);
  const { view, secret } = drawing;
  return (
    <div class="plain">
      <SeatCards {...drawing} />
      {view !== null && <Show value={view} name="" path="public" depth={0} scene={scene} />}
      {secret !== null && (
        <section class="plain-secret" data-testid="own-secret" aria-label={texts.plain.onlyYouSee}>
          <h3>
            <Eye /> {texts.plain.onlyYouSee}
          </h3>
          <Show value={secret} name="" path="secret" depth={0} scene={scene} />
        </section>
      )}
      <Controls drawing={drawing} scene={scene} />
    </div>
  );
}

function Controls({ drawing, scene }: { drawing: Drawing; scene: Scene }) {
  const { me, turn, moves, move, result, act } = drawing;
  if (me === null || result || !turn.includes(me)) return null;
  if (moves === null) return <MoveForm form={move ?? { type: "any" }} act={act} />;
  const onBoard = movesOn(scene.target, scene.moves, scene.paths);
  const numbers = scene.moves.map((_, number) => number).filter((number) => !onBoard.has(number));
  return (
    <>
      {onBoard.size > 0 && (
        <p class="plain-hint" role="status" data-testid="plain-hint">
          {hint(scene, numbers.length > 0)}
        </p>
      )}
      {numbers.length > 0 && <Moves scene={scene} form={move} numbers={numbers} />}
    </>
  );
}

function hint({ paths, chosen }: Scene, hasOthers: boolean): string {
  if (chosen.cells.length > 0) return texts.plain.chooseWhereTo;
  const isLong = paths.some(({ mode, cells }) => mode === chosen.mode && cells.length > 1);
  return isLong ? texts.plain.chooseWhat(hasOthers) : texts.plain.chooseMarked(hasOthers);
}

function Eye() {
  return (
    <svg
      viewBox="0 0 24 24"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      aria-hidden="true"
    >
      <path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12Z" />
      <circle cx="12" cy="12" r="3" />
    </svg>
  );
}
