// What the bots of the server are called, in the language that is spoken. The server names them in English.
import type { GameView, RoomView } from "../../sdk/views";
import { language, texts } from ".";
import * as english from "./en";

const NAME = /^(.+?)( \d+)?$/;

/** Return what somebody is called: one of the server's own bots in the reader's language, others as they are. */
export function calledName(name: string): string {
  const [, title = "", number = ""] = NAME.exec(name) ?? [];
  const kind = Object.keys(english.bots.kinds).find((id) => english.bots.kinds[id] === title);
  return kind === undefined ? name : (texts.bots.kinds[kind] ?? title) + number;
}

/** Return the room with its bots as the reader calls them; the same one as long as nothing changes. */
export const withBotsOf = remembered((room: RoomView): RoomView => {
  const seats = room.seats.map((place) =>
    place.bot !== "" && place.name !== null ? { ...place, name: calledName(place.name) } : place,
  );
  const chat = room.chat.map((line) =>
    line.kind === "said" ? line : { ...line, name: calledName(line.name) },
  );
  return { ...room, seats, chat };
});

/** Return the game with its bots as the reader calls them; the same one as long as nothing changes. */
export const withBotsIn = remembered((game: GameView): GameView => {
  const players = game.players.map((player) =>
    player.kind === "bot" ? { ...player, name: calledName(player.name) } : player,
  );
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
