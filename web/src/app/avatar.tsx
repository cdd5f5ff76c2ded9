// A disc with an initial: the face of a player.
import type { Kind } from "../sdk/messages";

/** How many colours there are for seats. */
export const HUES = 6;

/** Return one of six colours for a player: that of the seat, or one that the id keeps. */
export function hueOf(id: string, seat?: number | undefined): number {
  if (seat !== undefined) return seat % HUES;
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}

export function Avatar(props: { id: string; name: string; seat?: number; kind?: Kind | null }) {
  const initial = [...props.name.trim()][0]?.toUpperCase() ?? "?";
  return (
    <span class={`avatar hue-${hueOf(props.id, props.seat)}`} aria-hidden="true">
      {props.kind === "bot" ? <BotFace /> : initial}
    </span>
  );
}

function BotFace() {
  return (
    <svg
      viewBox="0 0 24 24"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
    >
      <path d="M12 3v4M6 8h12a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2ZM9 13v1M15 13v1" />
    </svg>
  );
}
