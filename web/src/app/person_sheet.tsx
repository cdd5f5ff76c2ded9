// Somebody, wherever they were seen: who they are, and what one can do about them.
import { useState } from "preact/hooks";
import type { Wish } from "../sdk/pending";
import { read } from "../sdk/views/read";
import type { CrowdView, RoomView } from "../sdk/views/room";
import { Avatar } from "./avatar";
import { Block } from "./block";
import { HostPart } from "./host_person";
import { PageLink } from "./link";
import { isServerBot, type Person } from "./people";
import { Sheet } from "./sheet";
import type { Store } from "./store";
import { texts } from "./words";

const REPORT_CHARACTERS = 1000;

interface Props {
  store: Store;
  person: Person;
}

export function PersonSheet({ store, person }: Props) {
  const close = () => store.visit.showPerson(null);
  const { room } = store;
  const isBot = isServerBot(person.player);
  return (
    <Sheet title={person.name} testId="person" face={<Face store={store} person={person} />} close={close}>
      <div class="person-about">
        {store.page.name !== "player" && (
          <span onClick={close}>
            <PageLink
              store={store}
              page={{ name: "player", id: person.player }}
              class="link"
              testId="person-profile"
            >
              {texts.people.profile}
            </PageLink>
          </span>
        )}
        {!isBot && <Block store={store} person={person} done={close} />}
        {!isBot && <Report store={store} person={person} done={close} />}
      </div>
      {room && room.host === store.me && (
        <HostPart store={store} room={room} person={person} isHere={isAt(store, room, person)} done={close} />
      )}
    </Sheet>
  );
}

/** In the colour that somebody has where they were seen. */
function Face({ store, person: { player, name, kind } }: Props) {
  const seat = store.room?.seats.find((place) => place.player === player)?.seat;
  return <Avatar id={player} name={name} {...(seat !== undefined && { seat })} kind={kind ?? null} />;
}

function isAt(store: Store, room: RoomView, { player }: Person): boolean {
  const watchers = read<CrowdView>(store.connection.topics, `crowd/${room.id}`)?.watchers ?? [];
  return room.seats.some((place) => place.player === player) || watchers.some(({ id }) => id === player);
}

/** The server adds the last lines of the chat in which somebody was heard. */
function Report({ store, person, done }: Props & { done: () => void }) {
  const [text, setText] = useState("");
  const report = async (event: Event) => {
    event.preventDefault();
    if (store.connection.waitsFor("report")) return;
    const wish: Wish = {
      type: "report",
      room: store.visit.roomId ?? "",
      player: person.player,
      text: text.trim(),
    };
    const outcome = await store.ask(wish);
    if (!outcome.done) return;
    store.passing.toast(texts.talk.reported);
    done();
  };
  return (
    <details class="person-report">
      <summary data-testid="report-open">{texts.talk.report}</summary>
      <form onSubmit={(event) => void report(event)}>
        <label>
          <span>{texts.talk.whatHappened}</span>
          <textarea
            data-testid="report-text"
            rows={3}
            maxLength={REPORT_CHARACTERS}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button data-testid="report" disabled={text.trim() === ""}>
          {texts.talk.sendReport}
        </button>
        <p class="muted small">{texts.talk.reportHint}</p>
      </form>
    </details>
  );
}
