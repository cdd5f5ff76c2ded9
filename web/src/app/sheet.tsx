// A sheet that comes over the page: it opens when it is drawn, and is gone when it closes.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
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
  // A plain effect would be tidied up only after the sheet has left the page: too late to close it.
  useLayoutEffect(() => {
    const opened = sheet.current;
    opened?.showModal();
    // Closing it gives the focus back to what has opened it, also where it is drawn no more.
    return () => opened?.close();
  }, []);
  const end = () => sheet.current?.close();
  // The browser tells of it later: then another sheet may stand there, which is none of this one's business.
  const hasClosed = () => sheet.current && close();
  return (
    <dialog
      ref={sheet}
      class="sheet"
      aria-label={title}
      data-testid={testId}
      onClose={hasClosed}
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
