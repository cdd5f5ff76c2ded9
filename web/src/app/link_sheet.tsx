// A link to be sent to friends, in a sheet that opens with a button.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { copy } from "./copy";
import type { Store } from "./store";
import { texts } from "./words";

interface Told {
  link: string;
  /** What the link leads to, for screen readers. */
  linkLabel: string;
  label: string;
  title: string;
  /** What opens the sheet. */
  button: ComponentChildren;
  buttonClass?: string;
  /** What the ids of the parts begin with, for tests. */
  name: string;
}

export function LinkSheet({
  store,
  told,
  children,
}: {
  store: Store;
  told: Told;
  children: ComponentChildren;
}) {
  const sheet = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const open = () => {
    sheet.current?.showModal();
    field.current?.select();
  };
  const copyLink = async () => {
    const copied = await copy(told.link, field.current);
    store.passing.toast(copied ? texts.link.copied : texts.link.copyYourself);
    if (copied) sheet.current?.close();
  };
  return (
    <>
      <button class={told.buttonClass} data-testid={told.name} onClick={open}>
        {told.button}
      </button>
      <dialog
        ref={sheet}
        class="sheet"
        aria-label={told.label}
        onClick={(event) => event.target === sheet.current && sheet.current?.close()}
      >
        <div class="sheet-body">
          <h2>{told.title}</h2>
          {children}
          <div class="row">
            <input
              ref={field}
              readOnly
              value={told.link}
              aria-label={told.linkLabel}
              data-testid={`${told.name}-link`}
              onFocus={(event) => event.currentTarget.select()}
            />
            <button class="primary" data-testid={`${told.name}-copy`} onClick={() => void copyLink()}>
              {texts.common.copy}
            </button>
          </div>
          <button class="link" onClick={() => sheet.current?.close()}>
            {texts.common.close}
          </button>
        </div>
      </dialog>
    </>
  );
}
