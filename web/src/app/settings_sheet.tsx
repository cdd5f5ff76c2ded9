// What one can set, in a sheet that the header opens.
import { useId, useRef, useState } from "preact/hooks";
import { later } from "./later";
import { THEMES, type Preferences } from "./preferences";
import type { Store } from "./store";
import { LANGUAGES, texts } from "./words";

const BadNetwork = later(async () => (await import("./bad_network")).BadNetwork);

export function Settings({ store }: { store: Store }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const [isOpened, open] = useState(false);
  const close = () => sheet.current?.close();
  return (
    <>
      <button
        class="settings-button"
        data-testid="settings"
        aria-label={texts.settings.title}
        title={texts.settings.title}
        onClick={() => {
          open(true);
          sheet.current?.showModal();
        }}
      >
        <Sliders />
      </button>
      <dialog
        ref={sheet}
        class="sheet"
        aria-label={texts.settings.title}
        onClick={(event) => event.target === sheet.current && close()}
      >
        <div class="sheet-body settings">
          <h2>{texts.settings.title}</h2>
          <LanguageChoice store={store} />
          <ThemeChoice store={store} />
          <SoundChoice store={store} />
          {isOpened && <BadNetwork store={store} />}
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

function ThemeChoice({ store: { preferred } }: { store: Store }) {
  const id = useId();
  return (
    <div class="field">
      <span class="field-label" id={id}>
        {texts.settings.theme}
      </span>
      <div class="segments" role="radiogroup" aria-labelledby={id}>
        {THEMES.map((theme) => (
          <label class="segment" key={theme} data-testid={`theme-${theme}`}>
            <input
              type="radio"
              name={id}
              checked={theme === preferred.now.theme}
              onChange={() => preferred.set({ theme })}
            />
            <span>{texts.settings.themes[theme]}</span>
          </label>
        ))}
      </div>
    </div>
  );
}

/** Whoever sets it hears at once how loud it is. */
function SoundChoice({ store: { alerts, preferred } }: { store: Store }) {
  const { sound, volume } = preferred.now;
  const set = (changes: Partial<Preferences>) => {
    preferred.set(changes);
    alerts.ring("turn");
  };
  return (
    <>
      <label class="switch">
        <input
          type="checkbox"
          data-testid="sound"
          checked={sound}
          onChange={(event) => set({ sound: event.currentTarget.checked })}
        />
        <span>{texts.settings.sound}</span>
      </label>
      <label class="field">
        <span class="field-label">{texts.settings.volume}</span>
        <input
          type="range"
          data-testid="volume"
          min={0}
          max={100}
          step={5}
          value={volume}
          disabled={!sound}
          aria-valuetext={texts.settings.percent(volume)}
          onChange={(event) => set({ volume: event.currentTarget.valueAsNumber })}
        />
      </label>
    </>
  );
}

function Sliders() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor">
      <path d="M4 7h8m4 0h4M4 17h4m4 0h8M14 4.500v5M10 14.500v5" stroke-width="2" stroke-linecap="round" />
    </svg>
  );
}
