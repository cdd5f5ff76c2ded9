// What stands in place of an answer that is not there.
import { Detail } from "../detail";
import { failureLine } from "../lines";
import { texts } from "../words";
import type { Asked } from "./asked";

export function NotTold({ asked }: { asked: Asked<unknown> }) {
  if (asked.state !== "failed" || asked.outcome.done) return <p class="empty">{texts.people.loading}</p>;
  return (
    <div class="empty" role="alert">
      <p>
        <strong>{failureLine(asked.outcome.code)}</strong>
      </p>
      <p class="muted">
        <Detail failure={asked.outcome} />
      </p>
    </div>
  );
}
