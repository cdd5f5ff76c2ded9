// What the host decides about the table: all that was chosen when it was opened, and who is kept out.
import { awaitsMatch, type RoomView } from "../sdk/views/room";
import { Ask } from "./ask";
import { botsFor } from "./bots";
import { DoorPart } from "./host_door";
import { GamePart, TablePart } from "./host_setup";
import { decide, housePending, type HostProps } from "./host_wishes";
import { MutedList } from "./mute";
import { RuleFields } from "./rule_fields";
import { rulesFor, type Rules } from "./rules";
import { Sheet } from "./sheet";
import { DelayChoice, houseFor, WatchingChoice } from "./watching";
import { personName } from "./words/bots";
import { houseWords } from "./words/house";

export function HostSheet({ store, room, close }: HostProps & { close: () => void }) {
  return (
    <Sheet title={houseWords().host.title} testId="host-sheet" close={close}>
      {room.match && <MatchNote room={room} />}
      {!awaitsMatch(room) && <DoorPart store={store} room={room} />}
      {!room.match && <TablePart store={store} room={room} />}
      {!room.match && <GamePart store={store} room={room} />}
      {!awaitsMatch(room) && <RulesPart store={store} room={room} />}
      {!awaitsMatch(room) && <WatchingPart store={store} room={room} />}
      <MutedList store={store} room={room} />
      <Banned room={room} />
    </Sheet>
  );
}

/** What is not there to be changed, and why. */
function MatchNote({ room }: { room: RoomView }) {
  const words = houseWords().host;
  return (
    <p class="muted" data-testid="host-match">
      {awaitsMatch(room) ? words.matchAhead : words.match}
    </p>
  );
}

function isRealTime({ store, room }: HostProps): boolean {
  return store.games.some((game) => game.id === room.game && game.tick_rate > 0);
}

function RulesPart(props: HostProps) {
  const words = houseWords().rules;
  const { store, room } = props;
  const bots = botsFor(store, room.game);
  const shown = rulesFor({
    isRated: room.house.rated,
    isSlow: room.pace === "slow",
    isLive: isRealTime(props),
    hasBots: bots.length > 0,
  });
  return (
    <section class="decision" aria-label={words.title}>
      <h3>{words.title}</h3>
      {room.house.rated && <p class="muted small">{words.rated}</p>}
      <RuleFields
        rules={housePending(props)}
        shown={shown.filter((rule) => isOpenTo(room, rule))}
        bots={bots}
        change={(changes) => void decide(props, { ...changes })}
      />
    </section>
  );
}

/** Whether the game knows that at all: what the house wishes and the table does not allow, it does not. */
function isOpenTo({ house, allows }: RoomView, rule: keyof Rules): boolean {
  return rule === "undo" || rule === "rotate" ? allows[rule] || !house[rule] : true;
}

function WatchingPart(props: HostProps) {
  const words = houseWords().host;
  const house = housePending(props);
  const isFixed = props.room.phase === "playing";
  return (
    <section class="decision" aria-label={words.watching}>
      <h3>{words.watching}</h3>
      <WatchingChoice
        watching={house.watching}
        isFixed={isFixed}
        isAtOnce={isRealTime(props) || house.rated}
        choose={(to) => void decide(props, { watching: to, ...houseFor(to, house.delay_ms) })}
      />
      {house.watching === "delayed" && (
        <DelayChoice
          delayMs={house.delay_ms}
          isFixed={isFixed}
          choose={(delay_ms) => void decide(props, { delay_ms })}
        />
      )}
      <p class="muted small">{isFixed ? words.fixed : words.watchingHint}</p>
    </section>
  );
}

function Banned({ room }: { room: RoomView }) {
  const words = houseWords().host;
  return (
    <section class="decision" aria-label={words.banned}>
      <h3>{words.banned}</h3>
      {room.banned.length === 0 && <p class="muted small">{words.nobodyBanned}</p>}
      <ul class="banned" data-testid="banned">
        {room.banned.map(({ player, name, reason }) => (
          <li key={player}>
            <span class="banned-who">
              <strong>{personName(name)}</strong>
              {reason && <span class="muted small">{reason}</span>}
            </span>
            <Ask
              testId="unban"
              label={words.unbanName(personName(name))}
              wish={{ type: "unban", room: room.id, player }}
            >
              {words.unban}
            </Ask>
          </li>
        ))}
      </ul>
    </section>
  );
}
