// A link to a page of ours: a plain one for a new tab, a step within this page else.
import type { ComponentChildren } from "preact";
import { urlOf, type Page } from "./route";
import type { Store } from "./store";
import { texts } from "./words";

interface Props {
  store: Store;
  page: Page;
  class?: string;
  testId?: string;
  /** The id of what tells more of where it leads. */
  describedBy?: string;
  children: ComponentChildren;
}

export function PageLink({ store, page, class: classes = "", testId, describedBy, children }: Props) {
  const go = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    store.go(page);
  };
  return (
    <a
      class={classes}
      data-testid={testId}
      aria-describedby={describedBy}
      href={urlOf(page, document.baseURI)}
      onClick={go}
    >
      {children}
    </a>
  );
}

/** The way to the replay of a game that is over. */
export function ReplayLink({ store, id }: { store: Store; id: string }) {
  return (
    <PageLink store={store} page={{ name: "replay", id }} class="replay-link" testId="watch-replay">
      {texts.common.watchReplay}
    </PageLink>
  );
}
