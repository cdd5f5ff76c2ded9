// A value of a view, drawn as what it looks like.
import { bytesWords } from "../../forms/words";
import type { Value } from "../../sdk/messages";
import { CardFace } from "./card";
import { cardOf, cardWords } from "./cards";
import { Grid } from "./grid";
import { fill, keyWords } from "./names";
import { ModeSwitch } from "./mode_switch";
import { click, clicksOn, takeBackOnEscape, type Scene } from "./scene";
import { SeatName } from "./seats";
import { shapeOf, type Shape } from "./shapes";
import { widthBeside } from "./targets";
import { texts } from "../../app/words";

interface Props {
  value: Value;
  /** The key it stands behind, "" at the top. */
  name: string;
  path: string;
  depth: number;
  scene: Scene;
  width?: number | undefined;
}

const FOLDED_DEPTH = 4;
const LONG = { list: 12, row: 60, table: 20, labelled: 24, each: 24, characters: 280 };

export function Show(props: Props) {
  const { value, name, path, scene, width } = props;
  const isTarget = scene.target?.path === path;
  const shape = shapeOf(value, { key: name, seats: scene.names.length, width, isTarget });
  // The whole view is never folded, and neither is what one plays on.
  const isOpen = props.depth === 0 || scene.target?.path.startsWith(path) === true;
  const folded = isOpen ? "" : foldedWords(shape, props.depth);
  return folded ? (
    <details class="plain-fold">
      <summary>{fill(folded, scene.names)}</summary>
      <Shown {...props} shape={shape} />
    </details>
  ) : (
    <Shown {...props} shape={shape} />
  );
}

function Shown({ shape, ...props }: Props & { shape: Shape }) {
  const { name, path, scene } = props;
  const label = keyWords(name, scene.names) || texts.board.board;
  switch (shape.kind) {
    case "nothing":
      return <span class="muted">–</span>;
    case "boolean":
      return (
        <span class={shape.isTrue ? "plain-yes" : "muted"}>
          {shape.isTrue ? texts.plain.yes : texts.common.no}
        </span>
      );
    case "number":
      return <span class="plain-number">{shape.number}</span>;
    case "text":
      return <Text text={fill(shape.text, scene.names)} />;
    case "bytes":
      return <span class="muted">{bytesWords(shape.bytes)}</span>;
    case "seat":
      return <SeatName seat={shape.seat} names={scene.names} me={scene.me} />;
    case "card":
      return <CardFace card={shape.card} />;
    case "cards":
      return <Cells {...props} values={props.value as Value[]} />;
    case "row":
      return <Cells {...props} values={shape.values} />;
    case "grid":
      return (
        <Grid rows={shape.rows} columns={shape.columns} label={label} path={path} name={name} scene={scene} />
      );
    case "table":
      return <Table {...props} shape={shape} />;
    case "each":
      return <Each {...props} values={shape.values} />;
    case "labelled":
      return <Labelled {...props} entries={shape.entries} />;
    case "list":
      return (
        <ol class="plain-list">
          {shape.values.map((inner, at) => (
            <li key={at}>
              <Show {...deeper(props, inner, String(at))} name="" />
            </li>
          ))}
        </ol>
      );
    default:
      shape satisfies never;
      return null;
  }
}

function Text({ text }: { text: string }) {
  if (text === "") return <span class="muted">–</span>;
  return text.includes("\n") ? <pre class="plain-pre">{text}</pre> : <span class="plain-text">{text}</span>;
}

/** Cards or short values in a row; where moves point at them, they are buttons. */
function Cells({ values, path, name, scene }: Props & { values: Value[] }) {
  if (values.length === 0) return <span class="muted">{texts.common.none}</span>;
  const clicks = clicksOn(scene, path, values);
  return (
    <>
      {clicks && <ModeSwitch scene={scene} />}
      <ul class="plain-row" aria-label={keyWords(name, scene.names)} onKeyDown={takeBackOnEscape(scene)}>
        {values.map((value, at) => {
          const card = cardOf(value);
          const move = clicks?.moveAt(at);
          const state = clicks?.stateOf(at) ?? "quiet";
          const inside =
            card || value === null ? (
              <CardOrDash card={card} isCard={values.some(cardOf)} />
            ) : value === "" ? (
              <span class="muted">–</span>
            ) : (
              fill(words(value), scene.names)
            );
          return (
            <li key={at} class={card ? "" : "plain-chip"}>
              {!clicks || state === "quiet" ? (
                inside
              ) : (
                <button
                  class={`plain-pick ${scene.isOpen ? `cell-${state}` : ""}`}
                  data-testid={move === undefined ? undefined : `move-${move}`}
                  aria-disabled={!scene.isOpen}
                  {...(state === "chosen" ? { "aria-pressed": true } : {})}
                  aria-label={card ? cardWords(card) : `${at + 1}: ${words(value)}`}
                  onClick={() => click(scene, clicks, at)}
                >
                  {inside}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function CardOrDash({ card, isCard }: { card: ReturnType<typeof cardOf>; isCard: boolean }) {
  return isCard ? <CardFace card={card} /> : <span class="muted">–</span>;
}

function Table({ shape, ...props }: Props & { shape: Extract<Shape, { kind: "table" }> }) {
  return (
    <div class="plain-scroll">
      <table class="plain-table">
        <thead>
          <tr>
            {shape.columns.map((column) => (
              <th key={column} scope="col">
                {keyWords(column, props.scene.names)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shape.rows.map((row, at) => (
            <tr key={at}>
              {row.map((inner, column) => (
                <td key={column}>
                  <Show {...deeper(props, inner, `${at}/${column}`)} name={shape.columns[column] ?? ""} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Each({ values, ...props }: Props & { values: [number, Value][] }) {
  return (
    <ul class={values.every(([, inner]) => isBrief(inner)) ? "plain-each plain-each-short" : "plain-each"}>
      {values.map(([seat, inner]) => (
        <li key={seat} class={`edge-${seat % 6}`}>
          <SeatName seat={seat} names={props.scene.names} me={props.scene.me} />
          <Show {...deeper(props, inner, String(seat))} name="" />
        </li>
      ))}
    </ul>
  );
}

function Labelled({ entries, ...props }: Props & { entries: [string, Value][] }) {
  const { names } = props.scene;
  const dict = props.value as { [key: string]: Value };
  if (entries.length === 0) return <span class="muted">{texts.common.none}</span>;
  return (
    <dl class="plain-labelled">
      {smallTogether(entries).map(([key, inner]) => (
        <div key={key} class={isSmall(inner) ? "plain-small" : "plain-large"}>
          {/* One board or hand alone needs no heading. */}
          <dt class={entries.length === 1 && props.depth === 0 && !isSmall(inner) ? "unseen" : ""}>
            {keyWords(key, names)}
          </dt>
          <dd>
            <Show {...deeper(props, inner, key)} name={key} width={widthBeside(dict)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const SMALL_CHARACTERS = 32;
const BRIEF_CHARACTERS = 6;

/** What fits beside a name. */
function isBrief(value: Value): boolean {
  return isSmall(value) && (typeof value !== "string" || value.length <= BRIEF_CHARACTERS);
}

function isSmall(value: Value): boolean {
  if (typeof value === "string") return value.length <= SMALL_CHARACTERS && !value.includes("\n");
  return value === null || typeof value !== "object" || value instanceof Uint8Array || cardOf(value) !== null;
}

/** What fits beside each other stands where the first of it stood. */
function smallTogether(entries: [string, Value][]): [string, Value][] {
  const small = entries.filter(([, value]) => isSmall(value));
  return entries.flatMap((entry) => (entry === small[0] ? small : small.includes(entry) ? [] : [entry]));
}

function deeper(props: Props, value: Value, step: string): Props {
  return { ...props, value, path: `${props.path}/${step}`, depth: props.depth + 1, width: undefined };
}

/** Return what stands for a thing that is folded, "" for one that is shown at once. */
function foldedWords(shape: Shape, depth: number): string {
  switch (shape.kind) {
    case "text":
      return shape.text.length > LONG.characters ? `${shape.text.slice(0, 60).trimEnd()}…` : "";
    case "list":
      return countWords(shape.values.length, LONG.list, depth, texts.plain.items);
    case "row":
      return countWords(shape.values.length, LONG.row, depth, texts.plain.items);
    case "table":
      return countWords(shape.rows.length, LONG.table, depth, texts.plain.rows);
    case "labelled":
      return countWords(shape.entries.length, LONG.labelled, depth, texts.plain.values);
    case "each":
      return countWords(shape.values.length, LONG.each, depth, texts.plain.playersCount);
    default:
      return "";
  }
}

function countWords(count: number, most: number, depth: number, inWords: (count: number) => string): string {
  if (count === 0 || (count <= most && depth < FOLDED_DEPTH)) return "";
  return inWords(count);
}

function words(value: Value): string {
  if (typeof value === "boolean") return value ? texts.common.yes : texts.common.no;
  if (value instanceof Uint8Array) return bytesWords(value);
  return String(value);
}
