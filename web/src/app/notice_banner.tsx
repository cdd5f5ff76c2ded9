// What the operator says to everybody, or at this table, above every page until it ends or is put away.
import { useState } from "preact/hooks";
import { read, type CrowdView, type OperatorNotice, type ServerNoticeView } from "../sdk/views";
import { keep, recall } from "./storage";
import type { Store } from "./store";
import { useStore, useTick } from "./use";
import { texts } from "./words";

const TICK_MS = 10_000;

interface Line {
  key: string;
  text: string;
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
            <strong>{line.room ? texts.operator.here : texts.operator.title}</strong> {line.text}
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
  const here = store.room && read<CrowdView>(topics, `crowd/${store.room.id}`)?.notice;
  const nowMs = Date.now() + skewMs;
  return [
    ...(told?.draining ? [{ key: "notice/draining", text: texts.operator.draining, room: false }] : []),
    ...lineOf(told?.notice, "", nowMs),
    ...lineOf(here, store.room?.id ?? "", nowMs),
  ];
}

/** The server takes a notice away when it ends; a page without connection does so itself. */
function lineOf(notice: OperatorNotice | null | undefined, room: string, nowMs: number): Line[] {
  if (!notice || (notice.until_ms !== null && notice.until_ms <= nowMs)) return [];
  return [{ key: `notice/${room}/${notice.since_ms}`, text: notice.text, room: room !== "" }];
}
