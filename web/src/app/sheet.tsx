// A sheet that comes over the page, and what opens it.
import type { ComponentChildren, Ref } from "preact";
import { texts } from "./words";

interface Props {
  sheet: { current: HTMLDialogElement | null };
  title: string;
  testId: string;
  children: ComponentChildren;
}

export function Sheet({ sheet, title, testId, children }: Props) {
  const close = () => sheet.current?.close();
  return (
    <dialog
      ref={sheet as Ref<HTMLDialogElement>}
      class="sheet"
      aria-label={title}
      data-testid={testId}
      onClick={(event) => event.target === sheet.current && close()}
    >
      <div class="sheet-body">
        <h2>{title}</h2>
        {children}
        <button class="link" data-testid={`${testId}-close`} onClick={close}>
          {texts.common.close}
        </button>
      </div>
    </dialog>
  );
}
