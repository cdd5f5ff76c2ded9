// The code and the link, to be sent to friends.
import { LinkSheet } from "./link_sheet";
import { urlOf } from "./route";
import type { Store } from "./store";
import { texts } from "./words";
import { Filled } from "./words/filled";

/** Phones have a way of their own to send a link. */
const canShare = () => typeof navigator.share === "function";

async function share(link: string): Promise<void> {
  try {
    await navigator.share({ url: link });
  } catch (error) {
    // Whoever has closed the phone's sheet wants nothing more.
    if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
  }
}

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
      <img class="qr" src={`r/${code}.qr.svg`} alt={texts.link.qr} width="220" height="220" />
      {canShare() && (
        <button data-testid="invite-share" onClick={() => void share(told.link)}>
          {texts.link.shareLink}
        </button>
      )}
    </LinkSheet>
  );
}
