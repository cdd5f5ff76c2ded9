// The bar on top: home, the connection, and who one is.
import { useRef } from "preact/hooks";
import { Avatar } from "./avatar";
import { PageLink } from "./link";
import { ConnectionState } from "./notices";
import { Settings } from "./settings";
import type { Store } from "./store";
import { useStore } from "./use";
import { texts } from "./words";
import { personName } from "./words/bots";

export function Header() {
  const store = useStore();
  const goHome = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    store.go({ name: "home" });
  };
  return (
    <header class="top">
      <a class="brand" href={document.baseURI} onClick={goHome} data-testid="home-link">
        <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <circle cx="12" cy="16" r="9" class="brand-one" />
          <circle cx="20" cy="16" r="9" class="brand-two" />
        </svg>
        {texts.common.lobby}
      </a>
      <span class="grow" />
      <ConnectionState />
      <Settings store={store} />
      {store.connection.player && <Me />}
    </header>
  );
}

/** Who one is, and a sheet to change that. */
function Me() {
  const store = useStore();
  const sheet = useRef<HTMLDialogElement>(null);
  const player = store.connection.player;
  if (!player) return null;
  return (
    <>
      <button class="me" data-testid="me" onClick={() => sheet.current?.showModal()}>
        <Avatar id={player.id} name={player.name} />
        <span class="me-name">{personName(player.name)}</span>
        <span class="unseen">{texts.me.change}</span>
      </button>
      <dialog
        ref={sheet}
        class="sheet"
        aria-label={texts.me.title}
        onClick={(event) => event.target === sheet.current && sheet.current?.close()}
      >
        <MeSheet store={store} name={player.name} close={() => sheet.current?.close()} />
      </dialog>
    </>
  );
}

function MeSheet({ store, name, close }: { store: Store; name: string; close: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    const wished = input.current?.value.trim() ?? "";
    if (wished === name) return close();
    if (await store.tab.rename(wished)) close();
  };
  const switchGuest = () => {
    close();
    store.becomeGuest(!store.tab.isGuest);
  };
  return (
    <div class="sheet-body">
      <form onSubmit={(event) => void save(event)}>
        <label for="name">{texts.me.yourName}</label>
        <div class="row">
          <input
            id="name"
            key={name}
            ref={input}
            defaultValue={name}
            maxLength={store.connection.limits.name_characters}
            autocomplete="nickname"
            data-testid="name-input"
          />
          <button class="primary" data-testid="name-save">
            {texts.common.save}
          </button>
        </div>
      </form>
      <div class="sheet-guest">
        <p>{store.tab.isGuest ? texts.me.isGuest : texts.me.mayBeGuest}</p>
        <button data-testid="another-guest" onClick={switchGuest}>
          {store.tab.isGuest ? texts.me.beMyself : texts.me.beGuest}
        </button>
      </div>
      <span class="sheet-link" onClick={close}>
        <PageLink store={store} page={{ name: "player", id: store.me }} class="link" testId="own-profile">
          {texts.people.own}
        </PageLink>
      </span>
      <button class="link" onClick={close}>
        {texts.common.close}
      </button>
    </div>
  );
}
