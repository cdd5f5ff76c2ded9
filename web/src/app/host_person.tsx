// What the host may do about somebody: mute, remove, ban, make host.
import { useState } from "preact/hooks";
import type { Wish } from "../sdk/pending";
import { gameView } from "../sdk/views/read";
import { awaitsMatch, type RoomView } from "../sdk/views/room";
import { Mute } from "./mute";
import { isServerBot, type Person } from "./people";
import type { Store } from "./store";
import { texts } from "./words";
import { houseWords } from "./words/house";

const REASON_CHARACTERS = 200;

interface Props {
  store: Store;
  room: RoomView;
  person: Person;
  /** Whether they are at the table: who has gone can still be muted, for when they come back. */
  isHere: boolean;
  done: () => void;
}

export function HostPart(props: Props) {
  const { store, room, person, isHere, done } = props;
  const isBot = person.kind === "bot";
  const makeHost = () => void carryOut(props, { type: "pass_host", room: room.id, player: person.player });
  return (
    <section class="person-host" aria-label={texts.person.asHost}>
      <h3>{texts.person.asHost}</h3>
      {!isServerBot(person.player) && <Mute store={store} room={room} person={person} done={done} />}
      {isHere && (staysInRated(props) ? <StaysNote /> : <Dismiss {...props} />)}
      {isHere && !isBot && (
        <button data-testid="person-host" onClick={makeHost}>
          {texts.person.makeHost}
        </button>
      )}
    </section>
  );
}

async function carryOut({ store, done }: Props, wish: Wish, told?: string): Promise<void> {
  done();
  const outcome = await store.ask(wish);
  if (outcome.done && told) store.passing.toast(told);
}

/** Who came to a table of many while they play may sit there, and is in the next game only. */
function isInGameOf({ id, phase }: RoomView, store: Store, { player }: Person): boolean {
  const game = gameView(store.connection.topics, id);
  const seat = game?.players.findIndex((one) => one.player === player) ?? -1;
  return phase === "playing" && seat >= 0 && game?.absent.includes(seat) === false;
}

/** Whom a rated game or a match is for as well no host sends away before it is over. */
function staysInRated({ store, room, person }: Props): boolean {
  const isAwaited = awaitsMatch(room) && room.seats.some(({ player }) => player === person.player);
  return isAwaited || (room.house.rated && isInGameOf(room, store, person));
}

function StaysNote() {
  return (
    <p class="muted small" data-testid="stays-in-rated">
      {houseWords().host.staysInRated}
    </p>
  );
}

/** Both ways to send somebody off share one reason. */
function Dismiss(props: Props) {
  const { store, room, person } = props;
  const [reason, setReason] = useState("");
  const [address, setAddress] = useState(false);
  const why = { room: room.id, player: person.player, reason: reason.trim() };
  const ban = () => void carryOut(props, { type: "ban", ...why, address }, texts.person.banned(person.name));
  return (
    <>
      {isInGameOf(room, store, person) && (
        <p class="muted-note" data-testid="leaves-game">
          {houseWords().host.leavesGame}
        </p>
      )}
      <div class="decision">
        <label for="person-reason">{texts.person.reason}</label>
        <input
          id="person-reason"
          data-testid="person-reason"
          aria-describedby="person-reason-hint"
          maxLength={REASON_CHARACTERS}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <p class="muted small" id="person-reason-hint">
          {texts.person.reasonHint}
        </p>
      </div>
      <div class="person-choice">
        <button data-testid="person-kick" onClick={() => void carryOut(props, { type: "kick", ...why })}>
          {texts.person.remove}
        </button>
        <p class="muted small">{texts.person.removeHint}</p>
      </div>
      <div class="person-choice">
        <button class="danger" data-testid="person-ban" onClick={ban}>
          {texts.person.ban}
        </button>
        <p class="muted small">{texts.person.banHint}</p>
        <label class="switch">
          <input
            type="checkbox"
            data-testid="person-address"
            checked={address}
            onChange={(event) => setAddress(event.currentTarget.checked)}
          />
          <span>{texts.person.address}</span>
        </label>
        <p class="muted small">{texts.person.addressHint}</p>
      </div>
    </>
  );
}
