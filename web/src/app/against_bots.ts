// A game against the computer in one go: a table by link only, a seat, bots on as many seats as it takes.
import type { Outcome } from "../sdk/commands";
import type { GameInfo } from "./catalogue";
import type { TableWish } from "./opening";
import type { Store } from "./store";

/** Open such a table and go there; a refusal of the table is for the form to tell, others are told there. */
export async function playAgainstBots(store: Store, game: GameInfo, wish: TableWish): Promise<Outcome> {
  const outcome = await store.opening.create({ ...wish, public: false });
  if (!outcome.done) return outcome;
  const { room } = outcome.result as { room: string };
  // One after the other, so that the person has the first seat; at a table over days it has been taken already.
  const sat = await store.connection.ask({ type: "sit", room });
  if (!sat.done && sat.code !== "already_seated") store.passing.fail(sat);
  for (let others = Math.max(game.seats_min, 2) - 1; others > 0; others -= 1)
    await store.ask({ type: "add_bot", room });
  await store.ask({ type: "ready", room });
  return outcome;
}
