// What the client knows of its topics: a pure fold over what the server says.
import { hashView } from "./bytes";
import type { Offset, Patch, ServerMessage, Value } from "./messages";
import { fold, Misfit } from "./patch";

/** The view of one topic, with the offset that the client would resume from. */
export interface Held {
  epoch: string;
  number: number;
  view: Value;
  /** The view is not what the server has: left out of offsets, so that a snapshot comes. */
  broken?: boolean;
}

export interface Topics {
  /** All that was told. */
  told: Readonly<Record<string, Held>>;
  /** What may be shown: the same without a step whose last frame is still to come. */
  shown: Readonly<Record<string, Held>>;
  /** After a hello the old picture stays until the new one is whole. */
  catchingUp: boolean;
  /** A resume was asked for; until it is answered, patches that do not fit are passed over and nothing new is shown. */
  repairing: boolean;
  /** How often a hash differed or a change did not fit. */
  healed: number;
}

export const NO_TOPICS: Topics = { told: {}, shown: {}, catchingUp: false, repairing: false, healed: 0 };

/** Return what is known after a message. Where `repairing` begins, the client must send a `resume`. */
export function hear(topics: Topics, message: ServerMessage): Topics {
  switch (message.type) {
    case "welcome":
      return welcome(topics, message.session);
    case "caught_up":
      return { ...topics, shown: topics.told, catchingUp: false, repairing: false };
    case "snapshot": {
      const { epoch, number, view, topic } = message;
      return tell(topics, { ...topics.told, [topic]: { epoch, number, view } }, message.more);
    }
    case "patch":
      return hearPatch(topics, message);
    case "gone": {
      const left = Object.entries(topics.told).filter(([name]) => !endsWith(name, message));
      // A seat that is given up may be taken in for another one: what is told of the step follows.
      const isOfStep = message.reason === "freed" && message.topic.startsWith("seat/");
      return tell(topics, Object.fromEntries(left), isOfStep);
    }
    case "pong":
    case "done":
    case "refused":
    case "signalled":
    case "goodbye":
      return topics;
    default:
      // Newer servers may say more; what a page does not know it passes over.
      message satisfies never;
      return topics;
  }
}

/** Return per topic the last frame that the client has, as `hello` and `resume` name it. */
export function offsets(topics: Topics): Record<string, Offset> {
  const sound = Object.entries(topics.told).filter(([, held]) => !held.broken);
  return Object.fromEntries(sound.map(([topic, held]) => [topic, [held.epoch, held.number]]));
}

/** Return the topics whose view is not what the server has. */
export function damaged(topics: Topics): string[] {
  return Object.keys(topics.told).filter((topic) => topics.told[topic]?.broken);
}

/** Whether a topic ends when another one does: with a room goes all that is of it, unless one has only moved. */
function endsWith(name: string, { topic, reason }: { topic: string; reason: string }): boolean {
  const isWhole = /^(room|watch)\//.test(topic) && reason !== "moved";
  return name === topic || (isWhole && name.split("/")[1] === topic.split("/")[1]);
}

function welcome(topics: Topics, session: "new" | "resumed" | "expired"): Topics {
  // The subscriptions are the session's: with another session none of the old topics goes on.
  const told = session === "resumed" ? topics.told : {};
  return { ...topics, told, catchingUp: true, repairing: false };
}

function hearPatch(topics: Topics, patch: Patch): Topics {
  const held = topics.told[patch.topic];
  if (held && !held.broken && patch.number <= held.number) return topics;
  if (!held || held.broken || patch.previous !== held.number) return { ...topics, repairing: true };
  const view = foldSoundly(held.view, patch);
  if (view === undefined) return breakTopic(topics, patch.topic, held);
  const next = { epoch: held.epoch, number: patch.number, view };
  return tell(topics, { ...topics.told, [patch.topic]: next }, patch.more);
}

function foldSoundly(view: Value, patch: Patch): Value | undefined {
  try {
    const next = fold(view, patch.change);
    return patch.hash == null || patch.hash === hashView(next) ? next : undefined;
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
}

function breakTopic(topics: Topics, topic: string, held: Held): Topics {
  const told = { ...topics.told, [topic]: { ...held, broken: true } };
  return { ...topics, told, repairing: true, healed: topics.healed + 1 };
}

function tell(topics: Topics, told: Topics["told"], more: boolean | undefined): Topics {
  // What is missing may be of the same step: half a step is worse than a late one.
  const isWhole = !more && !topics.catchingUp && !topics.repairing;
  return { ...topics, told, shown: isWhole ? told : topics.shown };
}
