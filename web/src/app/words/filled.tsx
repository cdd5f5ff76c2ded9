// A text with parts of the page in it: each language puts them where they belong.
import type { ComponentChildren } from "preact";

/** Put parts in the places of their names: "Invite {code}". */
export function Filled({ text, parts }: { text: string; parts: Record<string, ComponentChildren> }) {
  const pieces = text.split(/\{(\w+)\}/);
  // Every second piece is the name of a part.
  return <>{pieces.map((piece, at) => (at % 2 === 0 ? piece : parts[piece]))}</>;
}
