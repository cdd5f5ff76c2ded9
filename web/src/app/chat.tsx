// A chat: lines with times, a field to say something, and who is typing.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatLine } from "../sdk/views";
import { hueOf } from "./avatar";
import { useStore } from "./use";
import { departureLine } from "./words";

interface Props {
  lines: ChatLine[];
  loading: boolean;
  /** Wall clock at time 0 of the lines. */
  zeroMs: number;
  seatOf?: (player: string) => number | undefined;
  typing?: string[];
  onSay: (text: string) => void;
  onTyping?: () => void;
}

export function Chat(props: Props) {
  return (
    <div class="chat">
      <Lines {...props} />
      <p class="typing" aria-live="polite">
        {props.typing?.length
          ? `${props.typing.join(", ")} ${props.typing.length === 1 ? "is" : "are"} typing…`
          : ""}
      </p>
      <Field onSay={props.onSay} onTyping={props.onTyping} />
    </div>
  );
}

function Lines({ lines, loading, zeroMs, seatOf }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const last = lines.at(-1)?.number;
  const atEnd = useRef(true);
  useEffect(() => {
    // Who reads further up is not pulled away.
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current as HTMLDivElement;
    atEnd.current = scrollHeight - scrollTop - clientHeight < 40;
  };
  return (
    <div class="chat-lines" ref={box} onScroll={onScroll} role="log" aria-label="Chat" tabIndex={0}>
      {lines.length === 0 && <p class="chat-empty">{loading ? "…" : "Nobody has said anything yet."}</p>}
      {lines.map((line) => (
        <Line key={line.number} line={line} zeroMs={zeroMs} seat={seatOf?.(line.player)} />
      ))}
    </div>
  );
}

function Line({ line, zeroMs, seat }: { line: ChatLine; zeroMs: number; seat: number | undefined }) {
  const time = new Date(zeroMs + line.at_ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (line.kind !== "said") {
    return (
      <p class="chat-line departure" data-testid="chat-line" data-kind={line.kind}>
        {departureLine(line)} <time>{time}</time>
      </p>
    );
  }
  return (
    <p class="chat-line" data-testid="chat-line" data-kind="said">
      <b class={`ink-${hueOf(line.player, seat)}`}>{line.name}</b> <span>{line.text}</span>{" "}
      <time>{time}</time>
    </p>
  );
}

function Field({ onSay, onTyping }: { onSay: Props["onSay"]; onTyping: Props["onTyping"] | undefined }) {
  const { connection } = useStore();
  const [text, setText] = useState("");
  const say = (event: Event) => {
    event.preventDefault();
    const said = text.trim();
    if (said === "") return;
    onSay(said);
    setText("");
  };
  const type = (value: string) => {
    setText(value);
    if (value) onTyping?.();
  };
  return (
    <form class="row" onSubmit={say}>
      <input
        data-testid="chat-input"
        aria-label="Say something"
        placeholder="Say something"
        autocomplete="off"
        enterkeyhint="send"
        maxLength={connection.limits.chat_characters}
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <button class="send" data-testid="chat-send" aria-label="Send" disabled={text.trim() === ""}>
        <svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true">
          <path d="M3.4 20.4 21 12 3.4 3.6 3.4 10l11 2-11 2Z" />
        </svg>
      </button>
    </form>
  );
}
