// Opening a table, or finding one by its code.
import { useState } from "preact/hooks";
import { GameArt } from "./game_art";
import { OptionField } from "./options";
import type { OptionValue } from "./options";
import { codeIn } from "./route";
import type { Store } from "./store";

export function NewTable({ store }: { store: Store }) {
  const [game, setGame] = useState("");
  const [name, setName] = useState("");
  const [isPublic, setPublic] = useState(true);
  const [options, setOptions] = useState<Record<string, OptionValue>>({});
  const chosen = store.games.find((one) => one.id === game) ?? store.games[0];
  const create = (event: Event) => {
    event.preventDefault();
    if (chosen) void store.createRoom(chosen.id, name.trim(), isPublic, options);
  };
  return (
    <form class="card new-table" onSubmit={create}>
      <h2>New table</h2>
      <div class="picked">
        <GameArt game={chosen?.id ?? ""} />
        <label class="picked-game">
          <span class="muted">Game</span>
          <select
            data-testid="game-select"
            value={chosen?.id ?? ""}
            onChange={(event) => {
              setGame(event.currentTarget.value);
              setOptions({});
            }}
          >
            {store.games.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
          {chosen && <span class="muted">{seatsText(chosen.seats_min, chosen.seats_max)}</span>}
        </label>
      </div>
      <input
        data-testid="room-name"
        aria-label="Name of the table"
        placeholder="Name of the table (optional)"
        value={name}
        maxLength={48}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      {chosen?.options.map((option) => (
        <OptionField
          key={`${chosen.id}/${option.name}`}
          option={option}
          value={options[option.name] ?? option.default}
          choose={(value) => setOptions({ ...options, [option.name]: value })}
        />
      ))}
      <label class="switch">
        <input
          type="checkbox"
          data-testid="room-public"
          checked={isPublic}
          onChange={(event) => setPublic(event.currentTarget.checked)}
        />
        <span>Listed for everybody</span>
      </label>
      <button
        class="primary wide"
        data-testid="create-room"
        disabled={!chosen || store.connection.waitsFor("create")}
      >
        Open the table
      </button>
    </form>
  );
}

function seatsText(fewest: number, most: number): string {
  return fewest === most ? `${most} players` : `${fewest}–${most} players`;
}

export function JoinByCode({ store }: { store: Store }) {
  const [text, setText] = useState("");
  const join = (event: Event) => {
    event.preventDefault();
    const code = codeIn(text);
    if (code) store.go({ name: "room", code });
  };
  return (
    <form class="card join" onSubmit={join}>
      <h2>Got a code?</h2>
      <div class="row">
        <input
          data-testid="join-code"
          aria-label="Code or link of a table"
          placeholder="Code or link"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button data-testid="join-submit" disabled={text.trim() === ""}>
          Join
        </button>
      </div>
    </form>
  );
}
