// What the host of a table has wished for: sent, and shown as if it were so until the server has answered.
import type { Value } from "../sdk/messages";
import type { House, RoomView } from "../sdk/views/room";
import type { Store } from "./store";

export interface HostProps {
  store: Store;
  room: RoomView;
}

type Changes = Record<string, Value>;

/** Ask for another house; whether it is so now. A refusal is told to the reader. */
export async function decide({ store, room }: HostProps, changes: Changes): Promise<boolean> {
  return (await store.ask({ type: "set_house", room: room.id, changes })).done;
}

/** The same of name, listing, clock and pace. */
export async function setUp({ store, room }: HostProps, changes: Changes): Promise<boolean> {
  return (await store.ask({ type: "set_room", room: room.id, changes })).done;
}

/** The house as it will be when all wishes are answered: a switch stays as it was set. */
export function housePending({ store, room }: HostProps): House {
  const wishes = pending(store, room, "set_house").map(({ password, ...others }) => others);
  return Object.assign({}, room.house, ...wishes) as House;
}

/** Whether the table will be listed. */
export function listedPending({ store, room }: HostProps): boolean {
  const wished = pending(store, room, "set_room").map((changes) => changes["public"]);
  return wished.findLast((one) => typeof one === "boolean") ?? room.public;
}

function pending(store: Store, room: RoomView, type: "set_house" | "set_room"): Changes[] {
  return store.kept.flatMap(({ command }) =>
    command.type === type && command.room === room.id ? [command.changes] : [],
  );
}
