// Any game in real time without a drawing of its own: its view as readable things, a few times a second, and its moves.
import { useEffect, useState } from "preact/hooks";
import { AnyGame } from "../default";
import type { Drawing } from "../drawing";
import { choiceWords } from "../../forms/words";
import { MoveForm } from "../plain/move_form";
import type { Value } from "../../sdk/messages";
import { texts } from "../../app/words";
import type { Heading } from "./headings";
import { Pad } from "./pad";
import type { LiveSource } from "./source";
import { areHeadings, useKeys } from "./steering";

/** People read no faster. */
const EVERY_MS = 200;
/** More moves than that are better chosen in a form. */
const BUTTONS_MAX = 16;

export function AnyLive({ live, ...drawing }: Drawing & { live: LiveSource }) {
  const { view, secret } = useLook(live, drawing);
  const { me, move } = drawing;
  const plays = me !== null && !drawing.result && !drawing.absent.includes(me);
  const choices = move?.type === "choice" && move.choices.length <= BUTTONS_MAX ? move.choices : null;
  const isSteered = plays && choices !== null && areHeadings(choices);
  const steer = (heading: Heading) => void live.input(heading);
  useKeys(isSteered, steer);
  return (
    <div class="live-any" data-testid="live-any">
      <AnyGame {...drawing} view={view} secret={secret} turn={[]} />
      {isSteered && <Pad steer={steer} />}
      {plays && choices && <Buttons choices={choices} input={(move) => live.input(move)} />}
      {plays && !choices && <MoveForm form={move ?? { type: "any" }} act={(value) => live.input(value)} />}
    </div>
  );
}

function Buttons({ choices, input }: { choices: Value[]; input: LiveSource["input"] }) {
  return (
    <div class="row centred" role="group" aria-label={texts.plain.yourMoves}>
      {choices.map((choice, number) => (
        <button key={number} data-testid={`live-move-${number}`} onClick={() => void input(choice)}>
          {choiceWords(choice)}
        </button>
      ))}
    </div>
  );
}

function useLook(live: LiveSource, { view, secret }: Drawing): { view: Value; secret: Value } {
  const [frame, show] = useState(live.frame());
  useEffect(() => {
    const timer = setInterval(() => show(live.frame()), EVERY_MS);
    return () => clearInterval(timer);
  }, [live]);
  return frame ? { view: frame.after, secret: frame.secretAfter } : { view, secret };
}
