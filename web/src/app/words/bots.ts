// What the bots of the server and its guests are called, in the language that is spoken. The server names both in
// English.
import type { Kind } from "../../sdk/messages";
import type { GameView } from "../../sdk/views/game";
import type { RoomView } from "../../sdk/views/room";
import { language, texts } from ".";
import * as english from "./en";

const NAME = /^(.+?)( \d+)?$/;

/** A name that the server has made: the first letters of the player's id, with a number where it was taken. */
const GUEST = /^Guest ([A-Z0-9]{4}( \d+)?)$/;

/** Return what a person is called: a guest without a name in the reader's language, others as they are. */
export function personName(name: string): string {
  const letters = GUEST.exec(name)?.[1];
  return letters === undefined ? name : texts.guest(letters);
}

/** Return what somebody is called: bots of the server and guests in the reader's language, others as they are. */
export function calledName(name: string): string {
  const [, title = "", number = ""] = NAME.exec(name) ?? [];
  const kind = Object.keys(english.bots.kinds).find((id) => english.bots.kinds[id] === title);
  return kind === undefined ? personName(name) : (texts.bots.kinds[kind] ?? title) + number;
}

/** Return what somebody is called of whom one knows whether they are a bot. */
export function calledAs({ name, kind }: { name: string; kind?: Kind | null }): string {
  return kind === "bot" ? calledName(name) : personName(name);
}

/** Return the room with its bots as the reader calls them; the same one as long as nothing changes. */
export const withBotsOf = remembered((room: RoomView): RoomView => {
  const seats = room.seats.map((place) =>
    place.name === null
      ? place
      : { ...place, name: (place.bot === "" ? personName : calledName)(place.name) },
  );
  const chat = room.chat.map((line) => ({
    ...line,
    name: (line.kind === "said" ? personName : calledName)(line.name),
  }));
  return { ...room, seats, chat };
});

/** Return the game with its bots as the reader calls them; the same one as long as nothing changes. */
export const withBotsIn = remembered((game: GameView): GameView => {
  const players = game.players.map((player) => ({
    ...player,
    name: calledAs(player),
  }));
  return { ...game, players };
});

function remembered<View extends object>(change: (view: View) => View): (view: View) => View {
  const known = new WeakMap<View, { language: string; changed: View }>();
  return (view) => {
    if (language === "en") return view;
    let found = known.get(view);
    if (found?.language !== language) {
      found = { language, changed: change(view) };
      known.set(view, found);
    }
    return found.changed;
  };
}
