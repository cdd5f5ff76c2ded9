// What stands in place of an answer that is not there, and what can be done about it.
import { Detail } from "../detail";
import { failureLine } from "../lines";
import { useStore } from "../use";
import { texts } from "../words";
import type { Asked } from "./asked";

interface Props {
  asked: Asked<unknown>;
  again: () => void;
  /** Whether the page shows nothing else. */
  isWhole?: boolean;
}

export function NotTold({ asked, again, isWhole = false }: Props) {
  const store = useStore();
  if (asked.state !== "failed" || asked.outcome.done) return <p class="empty">{texts.people.loading}</p>;
  const Title = isWhole ? "h1" : "h2";
  return (
    <div class="empty not-told" role="alert">
      <Title>{failureLine(asked.outcome.code)}</Title>
      <p class="muted">
        <Detail failure={asked.outcome} />
      </p>
      <div class="row centred">
        <button class="primary" onClick={() => store.go({ name: "home" })}>
          {texts.common.seeOpenTables}
        </button>
        <button data-testid="ask-again" onClick={again}>
          {texts.common.tryAgain}
        </button>
      </div>
    </div>
  );
}
