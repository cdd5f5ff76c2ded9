// The link to a replay, to be sent to friends.
import { LinkSheet } from "../link_sheet";
import type { Store } from "../store";
import { texts } from "../words";

export function Share({ store }: { store: Store }) {
  const told = {
    link: location.href.replace(/[?#].*$/, ""),
    linkLabel: texts.link.toReplay,
    label: texts.link.share,
    title: texts.link.shareReplay,
    button: texts.link.share,
    name: "replay-share",
  };
  return (
    <LinkSheet store={store} told={told}>
      <p class="muted">{texts.link.whoeverHas}</p>
    </LinkSheet>
  );
}
