// The link to a replay, to be sent to friends.
import { LinkSheet } from "../link_sheet";
import type { Store } from "../store";

export function Share({ store }: { store: Store }) {
  const told = {
    link: location.href.replace(/[?#].*$/, ""),
    linkLabel: "Link to this replay",
    label: "Share",
    title: "Share this replay",
    button: "Share",
    name: "replay-share",
  };
  return (
    <LinkSheet store={store} told={told}>
      <p class="muted">Whoever has the link may watch it. The chat is not in it.</p>
    </LinkSheet>
  );
}
