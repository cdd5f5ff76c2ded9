// Not to hear somebody any more, and to hear them again.
import type { Wish } from "../sdk/pending";
import type { Person } from "./people";
import type { Store } from "./store";
import { texts } from "./words";

interface Props {
  store: Store;
  person: Person;
  /** Called when it is done. */
  done?: () => void;
}

export function Block({ store, person: { player, name }, done }: Props) {
  const act = async (wish: Wish, told: string) => {
    const outcome = await store.ask(wish);
    if (!outcome.done) return;
    if (told) store.passing.toast(told);
    done?.();
  };
  if (store.talk.hides(player)) {
    return (
      <button
        data-testid="unblock"
        aria-label={texts.talk.unblockName(name)}
        onClick={() => void act({ type: "unblock", player }, texts.talk.unblocked(name))}
      >
        {texts.talk.unblock}
      </button>
    );
  }
  return (
    <div class="person-choice">
      <button
        data-testid="block"
        onClick={() => void act({ type: "block", player }, texts.talk.blocked(name))}
      >
        {texts.talk.block}
      </button>
      <span class="muted small">{texts.talk.blockHint}</span>
    </div>
  );
}
