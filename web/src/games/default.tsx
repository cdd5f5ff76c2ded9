// Any game without a drawing of its own: what is to be seen as values, what may be done as buttons.
import { useState } from "preact/hooks";
import type { Value } from "../sdk/messages";
import type { Drawing } from "./drawing";

export function AnyGame({ view, secret, moves, act }: Drawing) {
  return (
    <div class="any">
      <Values value={view} />
      {secret !== null && (
        <section class="any-secret">
          <h3>Only you see</h3>
          <Values value={secret} />
        </section>
      )}
      {moves === null ? <WriteMove act={act} /> : <Moves moves={moves} act={act} />}
    </div>
  );
}

function Moves({ moves, act }: Pick<Drawing, "act"> & { moves: Value[] }) {
  return (
    <div class="any-moves" role="group" aria-label="Your moves">
      {moves.map((move, index) => (
        <button key={index} data-testid={`move-${index}`} onClick={() => act(move)}>
          {brief(move)}
        </button>
      ))}
    </div>
  );
}

/** The game does not list its moves: they are written, as JSON where it is not plain text. */
function WriteMove({ act }: Pick<Drawing, "act">) {
  const [text, setText] = useState("");
  const play = (event: Event) => {
    event.preventDefault();
    act(parse(text));
    setText("");
  };
  return (
    <form class="row" onSubmit={play}>
      <input
        data-testid="move-text"
        aria-label="Your move"
        placeholder="Your move"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button class="primary">Play</button>
    </form>
  );
}

function Values({ value }: { value: Value }) {
  if (Array.isArray(value) && value.length > 0 && value.every(Array.isArray))
    return <Grid rows={value as Value[][]} />;
  if (value === null || typeof value !== "object" || Array.isArray(value) || value instanceof Uint8Array) {
    return <span class="any-value">{brief(value)}</span>;
  }
  return (
    <dl class="any-values">
      {Object.entries(value).map(([key, inner]) => (
        <div key={key}>
          <dt>{key.replaceAll("_", " ")}</dt>
          <dd>
            <Values value={inner} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Grid({ rows }: { rows: Value[][] }) {
  return (
    <table class="any-grid">
      <tbody>
        {rows.map((row, y) => (
          <tr key={y}>
            {row.map((cell, x) => (
              <td key={x}>{cell === null ? "·" : brief(cell)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function brief(value: Value): string {
  if (typeof value === "string") return value;
  if (value === null) return "–";
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.map(brief).join(" ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([key, inner]) => (inner === true ? key : `${key} ${brief(inner)}`))
    .join(", ");
}

function parse(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}
