// What one can set, in a sheet that the header opens.
import { useRef } from "preact/hooks";
import type { Preferences } from "./preferences";
import type { Store } from "./store";
import { LANGUAGES, texts } from "./words";

export function Settings({ store }: { store: Store }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const close = () => sheet.current?.close();
  return (
    <>
      <button
        class="settings-button"
        data-testid="settings"
        aria-label={texts.settings.title}
        title={texts.settings.title}
        onClick={() => sheet.current?.showModal()}
      >
        <Sliders />
      </button>
      <dialog
        ref={sheet}
        class="sheet"
        aria-label={texts.settings.title}
        onClick={(event) => event.target === sheet.current && close()}
      >
        <div class="sheet-body">
          <h2>{texts.settings.title}</h2>
          <LanguageChoice store={store} />
          <button class="link" onClick={close}>
            {texts.common.close}
          </button>
        </div>
      </dialog>
    </>
  );
}

function LanguageChoice({ store: { preferred } }: { store: Store }) {
  return (
    <label class="field">
      <span class="field-label">{texts.settings.language}</span>
      <select
        data-testid="language"
        value={preferred.now.language}
        onChange={(event) =>
          preferred.set({ language: event.currentTarget.value as Preferences["language"] })
        }
      >
        <option value="auto">{texts.settings.asBrowser}</option>
        {Object.entries(LANGUAGES).map(([code, { name }]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Sliders() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor">
      <path d="M4 7h8m4 0h4M4 17h4m4 0h8M14 4.500v5M10 14.500v5" stroke-width="2" stroke-linecap="round" />
    </svg>
  );
}
