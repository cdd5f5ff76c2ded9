// Who may come to the table, as its host decides: the lock and the password.
import { useState } from "preact/hooks";
import type { HostProps } from "./host_wishes";
import { decide, housePending } from "./host_wishes";
import { Switch } from "./switch";
import { houseWords } from "./words/house";

const PASSWORD_CHARACTERS = 100;

export function DoorPart(props: HostProps) {
  const words = houseWords().host;
  return (
    <section class="decision" aria-label={words.door}>
      <h3>{words.door}</h3>
      <Switch
        testId="host-lock"
        label={words.locked}
        hint={words.lockedHint}
        checked={housePending(props).locked}
        change={(locked) => void decide(props, { locked })}
      />
      <Password {...props} />
    </section>
  );
}

function Password(props: HostProps) {
  const words = houseWords().host;
  const [text, setText] = useState("");
  const { house } = props.room;
  const set = async (event: Event) => {
    event.preventDefault();
    if (text === "" || !(await decide(props, { password: text }))) return;
    setText("");
    props.store.passing.toast(words.passwordSet);
  };
  const remove = async () => {
    if (await decide(props, { password: "" })) props.store.passing.toast(words.passwordRemoved);
  };
  return (
    <form class="decision-form" onSubmit={(event) => void set(event)}>
      <label for="host-password">{words.password}</label>
      <div class="row">
        <input
          id="host-password"
          data-testid="host-password"
          aria-describedby="host-password-hint"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={PASSWORD_CHARACTERS}
          placeholder={words.newPassword}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button
          data-testid="host-password-set"
          disabled={text === ""}
          aria-busy={props.store.connection.waitsFor("set_house")}
        >
          {words.setPassword}
        </button>
      </div>
      <p class="muted small" id="host-password-hint">
        {house.password ? `${words.hasPassword} ` : ""}
        {words.passwordHint}
      </p>
      {house.password && (
        <button type="button" data-testid="host-password-remove" onClick={() => void remove()}>
          {words.removePassword}
        </button>
      )}
    </form>
  );
}
