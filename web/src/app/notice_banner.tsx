// What the operator says to everybody, or at this table, above every page until it ends or is put away; and
// that the time at this table stands still.
import { useState } from "preact/hooks";
import type { OperatorNotice, ServerNoticeView } from "../sdk/views/notice";
import { read } from "../sdk/views/read";
import type { CrowdView } from "../sdk/views/room";
import { keep, recall } from "./storage";
import type { Store } from "./store";
import { useStore, useTick } from "./use";
import { texts } from "./words";

const TICK_MS = 10_000;

interface Line {
  key: string;
  text: string;
  from: string;
  room: boolean;
}

/** The region is there before a line is in it, or a screen reader would not read the first one. */
export function NoticeBanner() {
  const store = useStore();
  const [, putAway] = useState(0);
  useTick(TICK_MS);
  const lines = linesOf(store).filter(({ key }) => recall(key) === null);
  const dismiss = ({ key }: Line) => {
    keep(key, "away");
    putAway((count) => count + 1);
  };
  return (
    <section class="operator-lines" role="status" aria-label={texts.operator.title} data-testid="notices">
      {lines.map((line) => (
        <div class="operator-line" key={line.key} data-testid="notice" data-room={line.room}>
          <p>
            {line.from && <strong>{line.from} </strong>}
            {line.text}
          </p>
          <button class="icon" aria-label={texts.common.dismiss} onClick={() => dismiss(line)}>
            ×
          </button>
        </div>
      ))}
    </section>
  );
}

function linesOf(store: Store): Line[] {
  const { topics, skewMs, status } = store.connection;
  if (status.name === "refused") return [];
  const told = read<ServerNoticeView>(topics, "server/notice");
  const here = store.room && read<CrowdView>(topics, `crowd/${store.room.id}`);
  const nowMs = Date.now() + skewMs;
  return [
    ...(told?.draining ? [ofServer("notice/draining", texts.operator.draining, texts.operator.title)] : []),
    ...lineOf(told?.notice, "", nowMs),
    ...(here?.still_ms === undefined
      ? []
      : [ofServer(`notice/still/${here.still_ms}`, texts.operator.still)]),
    ...lineOf(here?.notice, store.room?.id ?? "", nowMs),
  ];
}

/** The server takes a notice away when it ends; a page without connection does so itself. */
function lineOf(notice: OperatorNotice | null | undefined, room: string, nowMs: number): Line[] {
  if (!notice || (notice.until_ms !== null && notice.until_ms <= nowMs)) return [];
  const from = room ? texts.operator.here : texts.operator.title;
  return [{ key: `notice/${room}/${notice.since_ms}`, text: notice.text, from, room: room !== "" }];
}

function ofServer(key: string, text: string, from = ""): Line {
  return { key, text, from, room: false };
}
