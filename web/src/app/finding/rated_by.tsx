// What a rated game has done to one's own rating, once it is over.
import type { ProfileLook } from "../../sdk/views/people";
import type { Store } from "../store";
import { texts } from "../words";
import { useAsked } from "./asked";
import { Change } from "./change";

/** `replay` names the game; nothing where it did not count. */
export function RatedBy({ store, replay }: { store: Store; replay: string }) {
  const [asked] = useAsked<ProfileLook>(store, { type: "profile", player: "" });
  const game = asked.state === "told" ? asked.value.games.find((one) => one.id === replay) : undefined;
  if (!game || game.points === null || game.change === null) return null;
  return (
    <p data-testid="rated-by">
      {texts.queue.rating(game.points)} <Change change={game.change} />
    </p>
  );
}
