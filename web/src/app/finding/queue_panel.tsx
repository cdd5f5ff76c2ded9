// Waiting for a rated game: the place, what to expect, and since when.
import type { QueueTicket } from "../../sdk/views/own";
import { durationText } from "../durations";
import type { Store } from "../store";
import { useTick } from "../use";
import { texts } from "../words";
import { gameTitle } from "../words/games";

export function QueuePanel({ store, ticket }: { store: Store; ticket: QueueTicket }) {
  const { game, title, seats, place, waiting, rating } = ticket;
  return (
    <div class="queue-panel" data-testid="queue-panel">
      <strong role="status">{texts.queue.title}</strong>
      <span>
        {gameTitle(game, title)} · {texts.play.seats(seats)} · {texts.queue.rating(rating)}
      </span>
      <span data-testid="queue-place">
        {texts.queue.place(place, waiting)} · <Waited store={store} sinceMs={ticket.since_ms} />
      </span>
      <span class="muted small" data-testid="queue-expected">
        {expectedLine(ticket.expected_ms)}
      </span>
      <button data-testid="dequeue" onClick={() => void store.queue.leave()}>
        {texts.queue.leave}
      </button>
    </div>
  );
}

function Waited({ store, sinceMs }: { store: Store; sinceMs: number }) {
  useTick(1_000);
  return (
    <span role="timer" aria-label={texts.queue.waited}>
      {durationText(Math.max(0, store.nowMs - sinceMs))}
    </span>
  );
}

function expectedLine(expectedMs: number | null): string {
  if (expectedMs === null) return texts.queue.unknown;
  return expectedMs < 1_000 ? texts.queue.expectedSoon : texts.queue.expected(durationText(expectedMs));
}
