// Says refusals in the language of the page. The sentences come with the first refusal, not with the page.
import type { Failure } from "../sdk/commands";

let sentences: typeof import("./words/whys") | undefined;

/** Return the failure with its detail in the reader's words; as it came where those can't be fetched. */
export async function explain(failure: Failure): Promise<Failure> {
  const told = withEnd(failure);
  try {
    sentences ??= await import("./words/whys");
    return { ...told, detail: sentences.detailOf(told) };
  } catch {
    return told;
  }
}

/** Return the detail of a failure that said when to try again, as it is `leftMs` before that. */
export function detailBefore(failure: Failure, leftMs: number): string {
  if (!sentences) return failure.detail;
  return sentences.detailOf({ ...failure, params: { ...failure.params, retry_ms: leftMs } });
}

function withEnd(failure: Failure): Failure {
  const wait = failure.params?.["retry_ms"];
  return typeof wait === "number" ? { ...failure, retryAt: Date.now() + wait } : failure;
}
