// What players settle among themselves: offers that stand, and the buttons for new ones.
import type { OfferView } from "../sdk/views/room";
import { Ask } from "./ask";
import { playing, type Table } from "./table";
import { useSure } from "./sure";
import { texts } from "./words";

/** The offers that concern the reader, each with what can be answered. */
export function Offers({ table }: { table: Table }) {
  const { room, mine } = table;
  const concerning =
    mine === null ? [] : room.offers.filter((offer) => isAsked(offer, mine) || offer.seat === mine);
  return (
    <div class="offers" role="status" aria-live="polite" aria-label={texts.offers.title}>
      {concerning.map((offer) => (
        <Offer key={offer.number} table={table} offer={offer} isMine={offer.seat === mine} />
      ))}
    </div>
  );
}

function isAsked(offer: OfferView, seat: number): boolean {
  return offer.asked.includes(seat) && !offer.agreed.includes(seat);
}

function Offer({ table: { room }, offer, isMine }: { table: Table; offer: OfferView; isMine: boolean }) {
  const nameOf = (seat: number) => room.seats[seat]?.name ?? texts.common.seat(seat + 1);
  const missing = offer.asked.filter((seat) => !offer.agreed.includes(seat)).map(nameOf);
  const answer = (agree: boolean) =>
    ({ type: "consent", room: room.id, offer: offer.number, agree }) as const;
  return (
    <div class="offer" data-testid={`offer-${offer.kind}`}>
      <span class="offer-text">
        {isMine
          ? texts.offers.youAsked[offer.kind](missing)
          : texts.offers.asksYou[offer.kind](nameOf(offer.seat))}
      </span>
      {!isMine && (
        <Ask class="primary small" testId="agree" isConsent wish={answer(true)}>
          {texts.offers.agree}
        </Ask>
      )}
      <Ask class="small" testId={isMine ? "withdraw" : "decline"} wish={answer(false)}>
        {isMine ? texts.offers.withdraw : texts.offers.decline}
      </Ask>
    </div>
  );
}

/** What may be offered while a game runs, and giving it up. */
export function GameOffers({ table }: { table: Table }) {
  const { room, game, seat } = table;
  const me = playing(table);
  if (!game || !seat || me === null || room.phase !== "playing" || game.absent.includes(me)) return null;
  const at = { type: "offer", room: room.id, game: seat.game, position: seat.position } as const;
  const stands = (kind: OfferView["kind"]) => room.offers.some((offer) => offer.kind === kind);
  const back = seat.undo ?? 0;
  return (
    <>
      {room.allows.undo && back > 0 && !stands("undo") && (
        <Ask class="quiet" testId="undo" wish={{ ...at, kind: "undo" }}>
          {texts.offers.undo(back)}
        </Ask>
      )}
      {room.allows.draw && !stands("draw") && (
        <Ask class="quiet" testId="draw" wish={{ ...at, kind: "draw" }}>
          {texts.offers.draw}
        </Ask>
      )}
      <Resign table={table} />
    </>
  );
}

/** Giving up takes two taps, as it can't be taken back. */
function Resign({ table }: { table: Table }) {
  const { sure, press } = useSure(() => {
    const { room, game } = table;
    if (game) void table.store.ask({ type: "resign", room: room.id, game: game.game });
  });
  return (
    <button class={sure ? "warn" : "quiet"} data-testid="resign" onClick={press}>
      {sure ? texts.offers.reallyResign : texts.offers.resign}
    </button>
  );
}
