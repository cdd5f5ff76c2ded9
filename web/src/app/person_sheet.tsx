// What the host may do about somebody at the table: remove, ban, make host.
import { useState } from "preact/hooks";
import type { Wish } from "../sdk/pending";
import { Block } from "./block";
import type { Table } from "./room";
import { Sheet } from "./sheet";
import { texts } from "./words";

const REASON_CHARACTERS = 200;

interface Props {
  table: Table;
  player: string;
  name: string;
  close: () => void;
}

export function PersonSheet({ table, player, name, close }: Props) {
  const [reason, setReason] = useState("");
  const [address, setAddress] = useState(false);
  const { store, room } = table;
  const id = `person-${player}`;
  const ask = async (wish: Wish, told?: string) => {
    close();
    const outcome = await store.ask(wish);
    if (outcome.done && told) store.passing.toast(told);
  };
  const whom = { room: room.id, player };
  const why = { ...whom, reason: reason.trim() };
  return (
    <Sheet title={name} testId={`${id}-sheet`} close={close}>
      <div class="decision">
        <label for={id}>{texts.person.reason}</label>
        <input
          id={id}
          data-testid="person-reason"
          maxLength={REASON_CHARACTERS}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <p class="muted small">{texts.person.reasonHint}</p>
      </div>
      <div class="decision">
        <button data-testid="person-kick" onClick={() => void ask({ type: "kick", ...why })}>
          {texts.person.remove}
        </button>
        <p class="muted small">{texts.person.removeHint}</p>
      </div>
      <div class="decision">
        <button
          class="danger"
          data-testid="person-ban"
          onClick={() => void ask({ type: "ban", ...why, address }, texts.person.banned(name))}
        >
          {texts.person.ban}
        </button>
        <p class="muted small">{texts.person.banHint}</p>
        <label class="switch">
          <input
            type="checkbox"
            data-testid="person-address"
            checked={address}
            onChange={(event) => setAddress(event.currentTarget.checked)}
          />
          <span>{texts.person.address}</span>
        </label>
        <p class="muted small">{texts.person.addressHint}</p>
      </div>
      <button data-testid="person-host" onClick={() => void ask({ type: "pass_host", ...whom })}>
        {texts.person.makeHost}
      </button>
      <Block store={store} person={{ player, name }} done={close} />
    </Sheet>
  );
}
