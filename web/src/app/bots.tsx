// Bots of the server at a table: the host adds them, and may let one play on for who is lost.
import { useState } from "preact/hooks";
import type { SeatPlace } from "../sdk/views/room";
import { Ask } from "./ask";
import type { Table } from "./table";
import type { BotInfo } from "./catalogue";
import type { Store } from "./store";
import { useSure } from "./sure";
import { texts } from "./words";

/** Return what a kind of bot is called; a newer server may have others. */
export function botTitle(bot: BotInfo): string {
  return texts.bots.kinds[bot.id] ?? bot.title;
}

/** Return the kinds of bots that can play a game, the strongest first. */
export function botsFor(store: Store, game: string): BotInfo[] {
  return store.games.find((one) => one.id === game)?.bots ?? [];
}

/** What the host of a table decides about bots. */
export function BotControls({ table }: { table: Table }) {
  const kinds = botsFor(table.store, table.room.game);
  if (!table.isHost || table.room.house.rated || kinds.length === 0) return null;
  return (
    <div class="bot-controls">
      {hasOpenSeat(table) && <AddBot table={table} kinds={kinds} />}
      <Lending table={table} kinds={kinds} />
    </div>
  );
}

/** Whether a seat is open that does not belong to a game that runs. */
function hasOpenSeat({ room, game }: Table): boolean {
  const playing = room.phase === "playing" ? (game?.players.length ?? 0) : 0;
  return room.seats.some((place) => place.player === null && place.seat >= playing);
}

function AddBot({ table, kinds }: { table: Table; kinds: BotInfo[] }) {
  const [isOpen, setOpen] = useState(false);
  const wish = { type: "add_bot", room: table.room.id } as const;
  const [only, another] = kinds;
  if (only && !another) {
    return (
      <Ask class="small" testId="add-bot" wish={{ ...wish, kind: only.id }}>
        {texts.bots.add}
      </Ask>
    );
  }
  return (
    <div class="add-bot">
      <button class="small" data-testid="add-bot" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {texts.bots.add}
      </button>
      {isOpen && (
        <div class="row" role="group" aria-label={texts.bots.which}>
          {kinds.map((kind) => (
            <Ask key={kind.id} class="chip" testId={`add-bot-${kind.id}`} wish={{ ...wish, kind: kind.id }}>
              {botTitle(kind)}
            </Ask>
          ))}
        </div>
      )}
    </div>
  );
}

/** What the host has just wished for and the server has not answered yet: a switch stays as it was set. */
function wished({ store, room }: Table): string | undefined {
  const wishes = store.kept.flatMap(({ command }) =>
    command.type === "set_house" && command.room === room.id ? [command.changes["lend"]] : [],
  );
  return wishes.findLast((lend) => typeof lend === "string");
}

function Lending({ table, kinds }: { table: Table; kinds: BotInfo[] }) {
  const { room, store } = table;
  const lend = (isWanted: boolean) =>
    void store.ask({
      type: "set_house",
      room: room.id,
      changes: { lend: isWanted ? (kinds[0]?.id ?? "") : "" },
    });
  return (
    <label class="switch small">
      <input
        type="checkbox"
        data-testid="lend"
        checked={(wished(table) ?? room.house.lend) !== ""}
        onChange={(event) => lend(event.currentTarget.checked)}
      />
      <span>{texts.bots.lend}</span>
    </label>
  );
}

/** Removing a bot takes two taps, as it can't be taken back. */
export function RemoveBot({ table, place }: { table: Table; place: SeatPlace }) {
  const { sure, press } = useSure(
    () => void table.store.ask({ type: "remove_bot", room: table.room.id, seat: place.seat }),
  );
  const name = place.name ?? "";
  return (
    <button
      class={sure ? "kick sure" : "kick"}
      data-testid={`kick-${place.seat}`}
      aria-label={sure ? texts.seats.reallyRemove(name) : texts.seats.remove(name)}
      onClick={press}
    >
      {sure ? texts.seats.removeShort : "×"}
    </button>
  );
}
