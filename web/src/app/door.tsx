// The door of a table that has a password.
import { useState } from "preact/hooks";
import type { Store } from "./store";
import { texts } from "./words";

export function Door({ store, wasWrong }: { store: Store; wasWrong: boolean }) {
  const [text, setText] = useState("");
  const enter = (event: Event) => {
    event.preventDefault();
    if (text !== "" && !store.connection.waitsFor("join")) void store.visit.enter(text);
  };
  return (
    <main class="door">
      <form class="card" onSubmit={enter} data-testid="door">
        <h1>{texts.door.title}</h1>
        <p class="muted">{texts.door.hint}</p>
        <div class="row">
          <input
            // Nothing else can be done on this page.
            ref={(field) => field?.focus()}
            type="password"
            data-testid="door-password"
            aria-label={texts.door.password}
            aria-invalid={wasWrong}
            autocomplete="off"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button
            class="primary"
            data-testid="door-enter"
            aria-busy={store.connection.waitsFor("join")}
            disabled={text === ""}
          >
            {texts.door.enter}
          </button>
        </div>
        {wasWrong && (
          <p class="fault" role="alert">
            {texts.door.wrong}
          </p>
        )}
        <button type="button" class="link" onClick={() => store.go({ name: "home" })}>
          {texts.common.seeOpenTables}
        </button>
      </form>
    </main>
  );
}
