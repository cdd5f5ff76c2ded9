// Playing cards, face up or down.
import { cardWords, type Card } from "./cards";
import { texts } from "../../app/words";

/** A card; null lies face down. */
export function CardFace({ card }: { card: Card | null }) {
  if (card === null)
    return <span class="pcard pcard-back" role="img" aria-label={texts.plain.cardFaceDown} />;
  const isRed = card.suit === "♥" || card.suit === "♦";
  return (
    <span class={isRed ? "pcard pcard-red" : "pcard"} role="img" aria-label={cardWords(card)}>
      <span class="pcard-rank">{card.rank}</span>
      {/* As a text, not as an emoji, so that it has our colour. */}
      <span class="pcard-suit">{`${card.suit}\uFE0E`}</span>
    </span>
  );
}
