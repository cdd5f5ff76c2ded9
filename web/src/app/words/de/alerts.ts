// What calls the player who looks elsewhere.
import type { alerts as english } from "../en/alerts";
import { count } from "./grammar";

export const alerts: typeof english = {
  turnElsewhere: (tables) =>
    count(tables, {
      one: "Du bist an einem Tisch dran",
      other: "Du bist an # Tischen dran",
    }),
};
