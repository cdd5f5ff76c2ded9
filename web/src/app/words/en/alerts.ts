// What calls the player who looks elsewhere.
import { count } from "./grammar";

export const alerts = {
  turnElsewhere: (tables: number) =>
    count(tables, { one: "Your turn at a table", other: "Your turn at # tables" }),
};
