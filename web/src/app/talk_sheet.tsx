// What one can do about somebody who talks: block, report, and as the host mute.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Wish } from "../sdk/pending";
import { Block, type Person } from "./block";
import type { Store } from "./store";
import { texts } from "./words";

interface Props {
  store: Store;
  /** The id of the room where the person was heard, "" for the lobby. */
  room: string;
  person: Person;
  close: () => void;
}

export function TalkSheet({ store, room, person, close }: Props) {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => sheet.current?.showModal(), []);
  const act = async (wish: Wish, done: string) => {
    const outcome = await store.ask(wish);
    if (!outcome.done) return;
    if (done) store.passing.toast(done);
    close();
  };
  return (
    <dialog
      ref={sheet}
      class="sheet"
      aria-label={texts.talk.about(person.name)}
      data-testid="person"
      onClose={close}
      onClick={(event) => event.target === sheet.current && close()}
    >
      <div class="sheet-body">
        <h2>{person.name}</h2>
        <Block store={store} person={person} done={close} />
        {room !== "" && store.room?.host === store.me && (
          <Mute store={store} room={room} person={person} act={act} />
        )}
        <Report room={room} person={person} act={act} />
        <button class="link" onClick={close}>
          {texts.common.close}
        </button>
      </div>
    </dialog>
  );
}

type Act = (wish: Wish, done: string) => Promise<void>;

function Mute({ store, room, person, act }: { store: Store; room: string; person: Person; act: Act }) {
  const { player, name } = person;
  if (store.room?.muted.some((muted) => muted.player === player)) {
    return (
      <button data-testid="unmute" onClick={() => void act({ type: "unmute", room, player }, "")}>
        {texts.talk.unmute}
      </button>
    );
  }
  return (
    <div class="person-choice">
      <button
        data-testid="mute"
        onClick={() => void act({ type: "mute", room, player }, texts.talk.muted(name))}
      >
        {texts.talk.mute}
      </button>
      <span class="muted">{texts.talk.muteHint}</span>
    </div>
  );
}

function Report({ room, person, act }: { room: string; person: Person; act: Act }) {
  const [text, setText] = useState("");
  const report = (event: Event) => {
    event.preventDefault();
    void act({ type: "report", room, player: person.player, text: text.trim() }, texts.talk.reported);
  };
  return (
    <form class="person-report" onSubmit={report}>
      <label>
        <span>{texts.talk.whatHappened}</span>
        <textarea
          data-testid="report-text"
          rows={3}
          maxLength={1000}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button data-testid="report" disabled={text.trim() === ""}>
        {texts.talk.report}
      </button>
      <span class="muted">{texts.talk.reportHint}</span>
    </form>
  );
}
