// The link to a replay, to be sent to friends.
import { useRef } from "preact/hooks";
import { copy } from "../invite";
import type { Store } from "../store";

export function Share({ store }: { store: Store }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const link = location.href.replace(/[?#].*$/, "");
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
      <button data-testid="replay-share" onClick={open}>
        Share
      </button>
      <dialog
        ref={sheet}
        class="sheet"
        aria-label="Share"
        onClick={(event) => event.target === sheet.current && sheet.current?.close()}
      >
        <div class="sheet-body">
          <h2>Share this replay</h2>
          <p class="muted">Whoever has the link may watch it. The chat is not in it.</p>
          <div class="row">
            <input
              ref={field}
              readOnly
              value={link}
              aria-label="Link to this replay"
              data-testid="replay-link"
              onFocus={(event) => event.currentTarget.select()}
            />
            <button class="primary" data-testid="replay-copy" onClick={() => void copyLink()}>
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
