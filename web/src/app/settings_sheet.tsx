// What one can set, in a sheet that the header opens.
import { useId } from "preact/hooks";
import { BadNetwork } from "./bad_network";
import { Block } from "./block";
import { THEMES, type Preferences } from "./preferences";
import { Sheet } from "./sheet";
import type { Store } from "./store";
import { LANGUAGES, texts } from "./words";
import { personName } from "./words/bots";

export function SettingsSheet({ store, close }: { store: Store; close: () => void }) {
  return (
    <Sheet title={texts.settings.title} testId="settings-sheet" close={close}>
      <div class="settings">
        <LanguageChoice store={store} />
        <ThemeChoice store={store} />
        <SoundChoice store={store} />
        <BadNetwork store={store} />
        <Blocked store={store} />
      </div>
    </Sheet>
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

/** Whom one does not hear: who never comes again could not be found otherwise. */
function Blocked({ store }: { store: Store }) {
  const { blocked } = store.talk;
  return (
    <div class="field">
      <h3>{texts.settings.blocked}</h3>
      {blocked.length === 0 && <p class="muted small">{texts.settings.nobodyBlocked}</p>}
      <ul class="banned" data-testid="blocked">
        {blocked.map(({ id, name }) => (
          <li key={id}>
            <strong>{personName(name)}</strong>
            <Block store={store} person={{ player: id, name: personName(name) }} />
          </li>
        ))}
      </ul>
    </div>
  );
}
