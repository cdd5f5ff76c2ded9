// Why the server did not take what was typed, said where it was typed.
import type { ComponentChildren } from "preact";
import type { Outcome } from "../sdk/commands";
import { pathIn, type Fault } from "./read";

export type Refused = Extract<Outcome, { done: false }>;

/** What the rules forbid is told in the game's own words; all else has a line of ours above them. */
export function Refusal({
  refused,
  line,
  detail,
}: {
  refused: Refused;
  line: string;
  detail: ComponentChildren;
}) {
  const isGames = refused.code === "illegal_move" && refused.detail !== "";
  return (
    <div class="form-refusal" role="alert" data-testid="form-refusal" data-code={refused.code}>
      <strong>{isGames ? refused.detail : line}</strong>
      {!isGames && detail && <p>{detail}</p>}
    </div>
  );
}

/** Return the fault at the field that a refusal names, none where it names no field. */
export function faultsOf(refused: Refused | null): Fault[] {
  const path = refused?.code === "malformed" ? pathIn(refused.detail) : [];
  return path.length > 0 && refused ? [{ path, text: refused.detail }] : [];
}
