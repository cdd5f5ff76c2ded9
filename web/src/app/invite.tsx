// The code and the link, to be sent to friends.
import { LinkSheet } from "./link_sheet";
import { urlOf } from "./route";
import type { Store } from "./store";
import { texts } from "./words";
import { Filled } from "./words/filled";

export function Invite({ code, store }: { code: string; store: Store }) {
  const told = {
    link: urlOf({ name: "room", code }, document.baseURI),
    linkLabel: texts.link.toTable,
    label: texts.link.invite,
    title: texts.link.inviteFriends,
    button: (
      <Filled text={texts.link.inviteWith} parts={{ code: <code data-testid="room-code">{code}</code> }} />
    ),
    buttonClass: "invite",
    name: "invite",
  };
  return (
    <LinkSheet store={store} told={told}>
      <p class="muted">{texts.link.sendOrTell}</p>
      <p class="big-code">{code}</p>
    </LinkSheet>
  );
}
