// The code and the link, to be sent to friends.
import { useRef } from "preact/hooks";
import { urlOf } from "./route";
import type { Store } from "./store";

export function Invite({ code, store }: { code: string; store: Store }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const link = urlOf({ name: "room", code }, document.baseURI);
  const open = () => {
    sheet.current?.showModal();
    field.current?.select();
  };
  const copyLink = async () => {
    const copied = await copy(link, field.current);
    store.passing.toast(copied ? "Link copied" : "Select the link and copy it");
    if (copied) sheet.current?.close();
  };
  return (
    <>
      <button class="invite" data-testid="invite" onClick={open}>
        Invite <code data-testid="room-code">{code}</code>
      </button>
      <dialog
        ref={sheet}
        class="sheet"
        aria-label="Invite"
        onClick={(event) => event.target === sheet.current && sheet.current?.close()}
      >
        <div class="sheet-body">
          <h2>Invite friends</h2>
          <p class="muted">Send the link, or tell them the code:</p>
          <p class="big-code">{code}</p>
          <div class="row">
            <input
              ref={field}
              readOnly
              value={link}
              aria-label="Link to this table"
              data-testid="invite-link"
              onFocus={(event) => event.currentTarget.select()}
            />
            <button class="primary" data-testid="copy-link" onClick={() => void copyLink()}>
              Copy
            </button>
          </div>
          <button class="link" onClick={() => sheet.current?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </>
  );
}

/** Copy the text; on plain http there is no clipboard API, there the selected field is copied the old way. */
export async function copy(text: string, field: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field?.focus();
    field?.select();
    return document.execCommand("copy");
  }
}
