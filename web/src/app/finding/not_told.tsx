// What stands in place of an answer that is not there.
import { detailLine, failureLine } from "../lines";
import { texts } from "../words";
import type { Asked } from "./asked";

export function NotTold({ asked }: { asked: Asked<unknown> }) {
  if (asked.state !== "failed" || asked.outcome.done) return <p class="empty">{texts.people.loading}</p>;
  const { code, detail } = asked.outcome;
  return (
    <div class="empty" role="alert">
      <p>
        <strong>{failureLine(code)}</strong>
      </p>
      <p class="muted">{detailLine(code, detail)}</p>
    </div>
  );
}
