// A chat: lines with times, a field to say something, and who is typing.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Channel } from "../sdk/messages";
import type { ChatLine } from "../sdk/views/chat";
import { hueOf } from "./avatar";
import type { OutgoingLine, Row } from "./outgoing";
import { MutedNote } from "./muted_note";
import { PersonName } from "./person";
import { Clock } from "./sending";
import { useStore } from "./use";
import { Detail } from "./detail";
import { departureLine, failureLine } from "./lines";
import { texts } from "./words";
import { personName } from "./words/bots";
import { timeText } from "./words/dates";

interface Props {
  /** The id of the room, "" for the lobby. */
  room: string;
  lines: ChatLine[];
  loading: boolean;
  /** Wall clock at time 0 of the lines. */
  zeroMs: number;
  seatOf?: (player: string) => number | undefined;
  typing?: string[];
  /** Whom one can speak to; all alone unless told. */
  channels?: Channel[];
  onSay: (text: string, to: Channel) => void;
  onTyping?: () => void;
}

export function Chat(props: Props) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const putBack = (line: string) => {
    // What was typed meanwhile stays.
    setText(text === "" ? line : `${line} ${text}`);
    field.current?.focus();
  };
  return (
    <div class="chat">
      <Lines {...props} onPutBack={putBack} />
      {/* To be seen only: read out, it would interrupt more than the line that comes of it. */}
      <p class="typing" aria-hidden="true">
        {props.typing?.length ? texts.chat.typing(props.typing) : ""}
      </p>
      <MutedNote />
      <Field
        field={field}
        text={text}
        setText={setText}
        channels={props.channels ?? ["all"]}
        onSay={props.onSay}
        onTyping={props.onTyping}
      />
    </div>
  );
}

type LinesProps = Props & { onPutBack: (text: string) => void };

function Lines({ room, lines, loading, zeroMs, seatOf, onPutBack }: LinesProps) {
  const { outgoing } = useStore().talk;
  const rows = outgoing.rows(room, lines);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current ? stayAtEnd(box.current) : undefined), []);
  return (
    <div class="chat-lines" ref={box} role="log" aria-label={texts.chat.chat} tabIndex={0}>
      {rows.length === 0 && <p class="chat-empty">{loading ? "…" : texts.chat.empty}</p>}
      {rows.map((row) => (
        <Line key={row.key} row={row} zeroMs={zeroMs} seatOf={seatOf} onPutBack={onPutBack} />
      ))}
    </div>
  );
}

/** Nearer to the end nobody reads what stands further up. */
const AT_END_PIXELS = 40;

/** Follow what is said, but for who reads further up; the result ends it. */
function stayAtEnd(box: HTMLElement): () => void {
  let isAtEnd = true;
  let known = "";
  const sizeOf = () => `${box.scrollHeight} ${box.clientHeight}`;
  const follow = () => {
    if (isAtEnd) box.scrollTop = box.scrollHeight;
    known = sizeOf();
  };
  const look = () => {
    // A phone that is turned scrolls it, too: that is nobody who reads.
    if (sizeOf() !== known) follow();
    else isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PIXELS;
  };
  // A line that fails grows by its reason, whoever draws it.
  const changes = new MutationObserver(follow);
  changes.observe(box, { childList: true, subtree: true, characterData: true });
  const sizes = "ResizeObserver" in window ? new ResizeObserver(follow) : null;
  sizes?.observe(box);
  box.addEventListener("scroll", look, { passive: true });
  follow();
  return () => {
    changes.disconnect();
    sizes?.disconnect();
    box.removeEventListener("scroll", look);
  };
}

interface LineProps extends Pick<LinesProps, "zeroMs" | "onPutBack"> {
  row: Row;
  seatOf: Props["seatOf"] | undefined;
}

/** One line, also while it is on its way: then only its end changes, and nobody is read it twice. */
function Line({ row, zeroMs, seatOf, onPutBack }: LineProps) {
  const store = useStore();
  if ("line" in row && row.line.kind !== "said") return <Departure line={row.line} zeroMs={zeroMs} />;
  const outgoing = "outgoing" in row ? row.outgoing : null;
  const channel = "line" in row ? row.line.channel : undefined;
  const { player, name, text } =
    "line" in row
      ? row.line
      : { player: store.me, name: store.connection.player?.name, text: row.outgoing.text };
  return (
    <p
      class={outgoing ? `chat-line chat-${outgoing.state}` : "chat-line"}
      data-testid={outgoing ? `chat-${outgoing.state}` : "chat-line"}
      data-kind="said"
    >
      <b class={`ink-${hueOf(player, seatOf?.(player))}`}>
        {player === store.me ? personName(name ?? "") : <PersonName who={{ player, name: name ?? "" }} />}
      </b>{" "}
      {channel && <small class="channel">{texts.talk.marks[channel]}</small>} <span>{text}</span>{" "}
      {"line" in row ? (
        <time>{timeText(zeroMs + row.line.at_ms)}</time>
      ) : (
        <Fate line={row.outgoing} onPutBack={onPutBack} />
      )}
    </p>
  );
}

function Departure({ line, zeroMs }: { line: ChatLine; zeroMs: number }) {
  return (
    <p class="chat-line departure" data-testid="chat-line" data-kind={line.kind}>
      {departureLine(line)} <time>{timeText(zeroMs + line.at_ms)}</time>
    </p>
  );
}

/** What becomes of a line of one's own that the chat does not show yet, or never will. */
function Fate({ line, onPutBack }: { line: OutgoingLine; onPutBack: (text: string) => void }) {
  const store = useStore();
  const isAway = store.connection.status.name !== "online";
  const putBack = () => {
    store.talk.forgetLine(line);
    onPutBack(line.text);
  };
  if (line.state === "sending") {
    return (
      <small class="sending">
        <Clock />
        {isAway ? texts.connection.willBeSent : <span class="unseen">{texts.connection.sending}</span>}
      </small>
    );
  }
  if (!line.failure) return null;
  return (
    <small class="chat-failure">
      <span>
        {failedLine(line.failure.code)} <Detail failure={line.failure} />
      </span>
      <button class="link" data-testid="put-back" onClick={putBack}>
        {texts.chat.putBack}
      </button>
      <button class="icon" aria-label={texts.chat.takeOff} onClick={() => store.talk.forgetLine(line)}>
        ×
      </button>
    </small>
  );
}

function failedLine(code: Parameters<typeof failureLine>[0]): string {
  return code === "unknown" ? texts.chat.unknown : texts.chat.notSaid(failureLine(code));
}

interface FieldProps extends Pick<Props, "onSay"> {
  channels: Channel[];
  field: RefObject<HTMLInputElement | null>;
  text: string;
  setText: (text: string) => void;
  onTyping: Props["onTyping"] | undefined;
}

function Field({ field, text, setText, channels, onSay, onTyping }: FieldProps) {
  const [wished, setWished] = useState<Channel>("all");
  // Who stands up or sits down speaks to all again.
  const to = channels.includes(wished) ? wished : "all";
  const { connection } = useStore();
  const say = (event: Event) => {
    event.preventDefault();
    const said = text.trim();
    if (said === "") return;
    onSay(said, to);
    setText("");
  };
  const type = (value: string) => {
    setText(value);
    if (value) onTyping?.();
  };
  return (
    <form class="row" onSubmit={say}>
      {channels.length > 1 && (
        <select
          class="channel-choice"
          data-testid="chat-to"
          aria-label={texts.talk.to}
          value={to}
          onChange={(event) => setWished(event.currentTarget.value as Channel)}
        >
          {channels.map((one) => (
            <option key={one} value={one}>
              {texts.talk.channels[one]}
            </option>
          ))}
        </select>
      )}
      <input
        ref={field}
        data-testid="chat-input"
        aria-label={texts.chat.say}
        placeholder={texts.chat.say}
        autocomplete="off"
        enterkeyhint="send"
        maxLength={connection.limits.chat_characters}
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <button class="send" data-testid="chat-send" aria-label={texts.chat.send} disabled={text.trim() === ""}>
        <svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true">
          <path d="M3.4 20.4 21 12 3.4 3.6 3.4 10l11 2-11 2Z" />
        </svg>
      </button>
    </form>
  );
}
