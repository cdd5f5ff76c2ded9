// Why something was refused, with the time until it can be tried again, which runs.
import type { Failure } from "../sdk/commands";
import { detailBefore } from "./explain";
import { detailLine } from "./lines";
import { useTick } from "./use";
import { texts } from "./words";

export function Detail({ failure }: { failure: Failure }) {
  const { code, detail, retryAt } = failure;
  return retryAt === undefined ? (
    <>{detailLine(code, detail)}</>
  ) : (
    <Running failure={failure} retryAt={retryAt} />
  );
}

/** It is read out as it was at first, and not each second. */
function Running({ failure, retryAt }: { failure: Failure; retryAt: number }) {
  useTick(1_000);
  const leftMs = retryAt - Date.now();
  return (
    <>
      <span class="unseen">{detailLine(failure.code, failure.detail)}</span>
      <span aria-hidden="true" data-testid="retry">
        {leftMs > 0 ? detailLine(failure.code, detailBefore(failure, leftMs)) : texts.common.nowAgain}
      </span>
    </>
  );
}
