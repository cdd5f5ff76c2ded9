// What the host decides about the table: who may come in, and who is kept out.
import { useState } from "preact/hooks";
import type { Value } from "../sdk/messages";
import type { RoomView } from "../sdk/views";
import { Ask } from "./ask";
import { MutedList } from "./mute";
import { Sheet } from "./sheet";
import type { Store } from "./store";
import { houseFor, WatchingChoice } from "./watching";
import { texts } from "./words";
import { personName } from "./words/bots";

const PASSWORD_CHARACTERS = 100;

interface Props {
  store: Store;
  room: RoomView;
}

export function HostSheet({ store, room, close }: Props & { close: () => void }) {
  return (
    <Sheet title={texts.host.title} testId="host-sheet" close={close}>
      <Lock store={store} room={room} />
      <Password store={store} room={room} />
      <Watching store={store} room={room} />
      <MutedList store={store} room={room} />
      <Banned room={room} />
    </Sheet>
  );
}

async function decide({ store, room }: Props, changes: Record<string, Value>): Promise<boolean> {
  return (await store.ask({ type: "set_house", room: room.id, changes })).done;
}

function Lock(props: Props) {
  // What was just wished for is shown until the server has answered.
  const [wished, setWished] = useState<boolean | null>(null);
  const change = async (locked: boolean) => {
    setWished(locked);
    await decide(props, { locked });
    setWished(null);
  };
  return (
    <div class="decision">
      <label class="switch">
        <input
          type="checkbox"
          data-testid="host-lock"
          checked={wished ?? props.room.house.locked}
          onChange={(event) => void change(event.currentTarget.checked)}
        />
        <span>{texts.host.locked}</span>
      </label>
      <p class="muted small">{texts.host.lockedHint}</p>
    </div>
  );
}

function Password(props: Props) {
  const [text, setText] = useState("");
  const { house } = props.room;
  const set = async (event: Event) => {
    event.preventDefault();
    if (text === "" || !(await decide(props, { password: text }))) return;
    setText("");
    props.store.passing.toast(texts.host.passwordSet);
  };
  const remove = async () => {
    if (await decide(props, { password: "" })) props.store.passing.toast(texts.host.passwordRemoved);
  };
  return (
    <form class="decision" onSubmit={(event) => void set(event)}>
      <label for="host-password">{texts.host.password}</label>
      <div class="row">
        <input
          id="host-password"
          data-testid="host-password"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={PASSWORD_CHARACTERS}
          placeholder={texts.host.newPassword}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button data-testid="host-password-set" disabled={text === ""}>
          {texts.host.setPassword}
        </button>
      </div>
      <p class="muted small">
        {house.password ? `${texts.host.hasPassword} ` : ""}
        {texts.host.passwordHint}
      </p>
      {house.password && (
        <button type="button" data-testid="host-password-remove" onClick={() => void remove()}>
          {texts.host.removePassword}
        </button>
      )}
    </form>
  );
}

/** What a choice means is what it means for a new table; how late is kept where the host has chosen it elsewhere. */
function Watching(props: Props) {
  const { house, phase } = props.room;
  const isFixed = phase === "playing";
  return (
    <div class="decision">
      <WatchingChoice
        watching={house.watching}
        isFixed={isFixed}
        isLive={props.store.games.some((game) => game.id === props.room.game && game.tick_rate > 0)}
        choose={(to) => void decide(props, { watching: to, ...houseFor(to) })}
      />
      <p class="muted small">{isFixed ? texts.watching.fixed : texts.watching.changeHint}</p>
    </div>
  );
}

function Banned({ room }: { room: RoomView }) {
  return (
    <div class="decision">
      <h3>{texts.host.banned}</h3>
      {room.banned.length === 0 && <p class="muted small">{texts.host.nobodyBanned}</p>}
      <ul class="banned" data-testid="banned">
        {room.banned.map(({ player, name, reason }) => (
          <li key={player}>
            <span class="banned-who">
              <strong>{personName(name)}</strong>
              {reason && <span class="muted small">{reason}</span>}
            </span>
            <Ask
              testId="unban"
              label={texts.host.unbanName(personName(name))}
              wish={{ type: "unban", room: room.id, player }}
            >
              {texts.host.unban}
            </Ask>
          </li>
        ))}
      </ul>
    </div>
  );
}
