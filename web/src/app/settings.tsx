// What opens the settings.
import { useState } from "preact/hooks";
import { SettingsSheet } from "./sheets";
import type { Store } from "./store";
import { texts } from "./words";

export function Settings({ store }: { store: Store }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        class="settings-button"
        data-testid="settings"
        aria-label={texts.settings.title}
        title={texts.settings.title}
        onClick={() => setOpen(true)}
      >
        <Sliders />
      </button>
      {isOpen && <SettingsSheet store={store} close={() => setOpen(false)} />}
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
