// A match was found: wherever one is on the site, one has to come within seconds.
import { useEffect, useRef } from "preact/hooks";
import type { FoundSeat, OwnView } from "../../sdk/views/own";
import { read } from "../../sdk/views/read";
import { Clock } from "../clock";
import { GameArt } from "../game_art";
import { peopleOf } from "../people";
import { WithPeople } from "../person";
import type { Store } from "../store";
import { useStore } from "../use";
import { texts } from "../words";
import { gameTitle } from "../words/games";

export function FoundSheet() {
  const store = useStore();
  const own = read<OwnView>(store.connection.topics, `player/${store.me}`);
  const seat = own?.found.find((one) => one.rated && one.room !== store.visit.roomId);
  return seat ? <Sheet key={seat.room} store={store} seat={seat} /> : null;
}

function Sheet({ store, seat }: { store: Store; seat: FoundSeat }) {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => sheet.current?.showModal(), []);
  return (
    <dialog
      ref={sheet}
      class="sheet found-sheet"
      aria-label={texts.found.title}
      data-testid="found"
      // Closed by a key it would be forgotten, and the others would wait for nothing.
      onCancel={(event) => event.preventDefault()}
    >
      <div class="sheet-body">
        <GameArt game={seat.game} />
        <h2>{texts.found.title}</h2>
        <p>
          {gameTitle(seat.game, seat.title)} ·{" "}
          <WithPeople people={peopleOf(seat.ids, seat.players)} say={texts.found.against} />
        </p>
        <Clock leftMs={() => seat.until_ms - store.nowMs} label={texts.found.timeToCome} />
        <button
          class="primary wide"
          data-testid="found-play"
          autofocus
          onClick={() => store.go({ name: "room", code: seat.code })}
        >
          {texts.found.play}
        </button>
        <button
          data-testid="found-decline"
          aria-busy={store.connection.waitsFor("decline")}
          onClick={() => void store.ask({ type: "decline", room: seat.room })}
        >
          {texts.found.decline}
        </button>
      </div>
    </dialog>
  );
}
