// A sheet that comes over the page: it opens when it is drawn, and is gone when it closes.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { texts } from "./words";

interface Props {
  title: string;
  testId: string;
  /** What stands before the title. */
  face?: ComponentChildren;
  /** It has closed. */
  close: () => void;
  children: ComponentChildren;
}

export function Sheet({ title, testId, face, close, children }: Props) {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => sheet.current?.showModal(), []);
  // Closing it gives the focus back to what has opened it.
  const end = () => sheet.current?.close();
  return (
    <dialog
      ref={sheet}
      class="sheet"
      aria-label={title}
      data-testid={testId}
      onClose={close}
      onClick={(event) => event.target === sheet.current && end()}
    >
      <div class="sheet-body">
        <div class="sheet-head">
          {face}
          <h2>{title}</h2>
        </div>
        {children}
        <button class="link" data-testid={`${testId}-close`} onClick={end}>
          {texts.common.close}
        </button>
      </div>
    </dialog>
  );
}
