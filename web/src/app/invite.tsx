// The code and the link, to be sent to friends.
import { LinkSheet } from "./link_sheet";
import { urlOf } from "./route";
import type { Store } from "./store";

export function Invite({ code, store }: { code: string; store: Store }) {
  const told = {
    link: urlOf({ name: "room", code }, document.baseURI),
    linkLabel: "Link to this table",
    label: "Invite",
    title: "Invite friends",
    button: (
      <>
        Invite <code data-testid="room-code">{code}</code>
      </>
    ),
    buttonClass: "invite",
    name: "invite",
  };
  return (
    <LinkSheet store={store} told={told}>
      <p class="muted">Send the link, or tell them the code:</p>
      <p class="big-code">{code}</p>
    </LinkSheet>
  );
}
