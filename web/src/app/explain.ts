// Says refusals in the language of the page. The sentences come with the first refusal, not with the page.
import type { Failure } from "../sdk/commands";

/** Return the failure with its detail in the reader's words; as it came where those can't be fetched. */
export async function explain(failure: Failure): Promise<Failure> {
  try {
    const { detailOf } = await import("./words/whys");
    return { ...failure, detail: detailOf(failure) };
  } catch {
    return failure;
  }
}
