// Liar's dice: cups, the standing bid, and what a call has shown.
import { useState } from "preact/hooks";
import type { Value } from "../sdk/messages";
import { Die } from "./die";
import type { Drawing } from "./drawing";
import { texts } from "../app/words";
import { Filled } from "../app/words/filled";

interface Bid {
  seat: number;
  quantity: number;
  face: number;
}
interface Reveal {
  hands: number[][];
  bid: Bid;
  caller: number;
  loser: number;
  count: number;
}
interface View {
  counts: number[];
  bid: Bid | null;
  reveal: Reveal | null;
  round: number;
}

const FACES = [1, 2, 3, 4, 5, 6];

export function LiarsDice(drawing: Drawing) {
  const view = drawing.view as unknown as View;
  return (
    <div class="dice">
      <Table {...drawing} view={view} />
      <Standing {...drawing} view={view} />
      {view.reveal && <Revealed reveal={view.reveal} drawing={drawing} />}
      {/* After the last call all cups are lifted: what was rolled then belongs to no round. */}
      {drawing.me !== null && !drawing.result && <OwnCup secret={drawing.secret} />}
      {drawing.me !== null && !drawing.result && !drawing.isReplay && (
        <Controls {...drawing} total={sum(view.counts)} key={drawing.moves?.length} />
      )}
    </div>
  );
}

type WithView = Omit<Drawing, "view"> & { view: View };

function Table({ view, players, turn, me }: WithView) {
  return (
    <ul class="cups" aria-label={texts.dice.onTable}>
      {view.counts.map((count, seat) => (
        <li
          key={seat}
          class={`cup hue-border-${seat} ${turn.includes(seat) ? "acts" : ""} ${count === 0 ? "out" : ""}`}
        >
          <span class="cup-name">{seat === me ? texts.common.you : players[seat]?.name}</span>
          <span
            class="cup-dice"
            role="img"
            aria-label={count === 0 ? texts.dice.out : texts.dice.dice(count)}
          >
            {count === 0
              ? texts.dice.out
              : Array.from({ length: count }, (_, die) => <Die key={die} face={null} />)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Standing({ view, players, me, result }: WithView) {
  if (result) return null;
  if (!view.bid) {
    return <p class="standing muted">{texts.dice.noBid(view.round, sum(view.counts))}</p>;
  }
  const { seat, quantity, face } = view.bid;
  return (
    <p class="standing" data-testid="standing-bid">
      <span class="muted">
        {seat === me ? texts.dice.youBid : texts.dice.bids(players[seat]?.name ?? "")}
      </span>
      <strong>{quantity} ×</strong>
      <Die face={face} />
    </p>
  );
}

/** What lay under the cups when somebody called. */
function Revealed({ reveal, drawing: { players, me } }: { reveal: Reveal; drawing: Drawing }) {
  const name = (seat: number) =>
    seat === me ? texts.common.you : (players[seat]?.name ?? texts.common.seat(seat + 1));
  const { bid, count, loser } = reveal;
  return (
    <div class="reveal" data-testid="reveal">
      <p>
        <Filled
          text={loser === me ? texts.dice.revealedYou(count) : texts.dice.revealed(count)}
          parts={{
            quantity: <strong>{bid.quantity}</strong>,
            die: <Die face={bid.face} />,
            count: <strong>{count}</strong>,
            name: name(loser),
          }}
        />
      </p>
      <ul>
        {reveal.hands.map((hand, seat) =>
          hand.length === 0 ? null : (
            <li key={seat}>
              <span class="cup-name">{name(seat)}</span>
              {hand.map((face, die) => (
                <Die key={die} face={face} isLit={face === bid.face} />
              ))}
            </li>
          ),
        )}
      </ul>
    </div>
  );
}

function OwnCup({ secret }: { secret: Value }) {
  const dice = (secret as { dice: number[] } | null)?.dice ?? [];
  if (dice.length === 0) return <p class="standing muted">{texts.dice.youAreOut}</p>;
  return (
    <div class="own" aria-label={texts.dice.yours} role="group" data-testid="own-dice">
      {dice.map((face, die) => (
        <Die key={die} face={face} />
      ))}
    </div>
  );
}

/** Bid or call. At first the lowest legal bid is chosen. */
function Controls({ moves, act, total }: Drawing & { total: number }) {
  const bids = (moves ?? []).flatMap((move) =>
    "bid" in (move as object) ? [(move as { bid: [number, number] }).bid] : [],
  );
  const mayCall = (moves ?? []).some((move) => "call" in (move as object));
  const [quantity, setQuantity] = useState(bids[0]?.[0] ?? 1);
  const [face, setFace] = useState(bids[0]?.[1] ?? 1);
  const isLegal = bids.some(([q, f]) => q === quantity && f === face);
  const step = (by: number) => setQuantity(Math.max(1, Math.min(total, quantity + by)));
  const isTurn = bids.length > 0 || mayCall;
  return (
    <fieldset class="bidding" disabled={!isTurn}>
      <legend class="unseen">{texts.dice.yourBid}</legend>
      <div class="stepper">
        <button type="button" aria-label={texts.dice.oneLess} onClick={() => step(-1)}>
          −
        </button>
        <input
          type="number"
          inputMode="numeric"
          data-testid="bid-quantity"
          aria-label={texts.dice.howMany}
          min={1}
          max={total}
          value={quantity}
          onInput={(event) => setQuantity(Math.trunc(event.currentTarget.valueAsNumber) || 1)}
        />
        <button type="button" aria-label={texts.dice.oneMore} onClick={() => step(1)}>
          +
        </button>
      </div>
      <div
        class="faces"
        role="radiogroup"
        aria-label={texts.dice.face}
        data-testid="bid-face"
        onKeyDown={(event) => turnFace(event, face, setFace)}
      >
        {FACES.map((one) => (
          <button
            key={one}
            type="button"
            role="radio"
            class="face"
            data-testid={`bid-face-${one}`}
            aria-checked={one === face}
            tabIndex={one === face ? 0 : -1}
            onClick={() => setFace(one)}
          >
            <Die face={one} />
          </button>
        ))}
      </div>
      <div class="row centred">
        <button
          type="button"
          class="primary big"
          data-testid="bid"
          disabled={!isLegal}
          onClick={() => act({ bid: [quantity, face] })}
        >
          {texts.dice.bid(quantity, face)}
        </button>
        <button
          type="button"
          class="big call"
          data-testid="call"
          disabled={!mayCall}
          onClick={() => act({ call: true })}
        >
          {texts.dice.call}
        </button>
      </div>
    </fieldset>
  );
}

function turnFace(
  event: KeyboardEvent & { currentTarget: HTMLElement },
  face: number,
  setFace: (face: number) => void,
): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = ((face - 1 + step + 6) % 6) + 1;
  setFace(next);
  event.currentTarget.querySelectorAll("button")[next - 1]?.focus();
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
