// Playing cards as SVG: a card is its rank and its suit, such as "10♥".

export const SUITS = "♠♥♦♣";

const RANKS = ["A", "2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K"];
const WORDS = {
  "♠": "spades",
  "♥": "hearts",
  "♦": "diamonds",
  "♣": "clubs",
  A: "ace",
  J: "jack",
  Q: "queen",
  K: "king",
};

// As paths: fonts differ, and some draw hearts as pictures. Each in a square of 100.
const SHAPES = {
  "♠": "M50 6C60 27 92 41 92 62c0 13-10 20-20 20-8 0-15-4-18-10 1 10 4 16 10 21H36c6-5 9-11 10-21-3 6-10 10-18 10C18 82 8 75 8 62 8 41 40 27 50 6Z",
  "♥": "M50 90C20 63 8 47 8 30 8 16 19 8 30 8c9 0 16 5 20 13C54 13 61 8 70 8c11 0 22 8 22 22 0 17-12 33-42 60Z",
  "♦": "M50 5 86 50 50 95 14 50Z",
  "♣": "M50 6a21 21 0 0 1 17 33 21 21 0 1 1-13 32c1 11 4 17 11 22H35c7-5 10-11 11-22A21 21 0 1 1 33 39 21 21 0 0 1 50 6Z",
};

// Where the pips of a rank are, in columns and rows of a card of 100 by 140.
const [L, M, R] = [30, 50, 70];
const PIPS = {
  A: [[M, 70]],
  2: [
    [M, 34],
    [M, 106],
  ],
  3: [
    [M, 34],
    [M, 70],
    [M, 106],
  ],
  4: [
    [L, 34],
    [R, 34],
    [L, 106],
    [R, 106],
  ],
  5: [
    [L, 34],
    [R, 34],
    [M, 70],
    [L, 106],
    [R, 106],
  ],
  6: [
    [L, 34],
    [R, 34],
    [L, 70],
    [R, 70],
    [L, 106],
    [R, 106],
  ],
  7: [
    [L, 34],
    [R, 34],
    [M, 52],
    [L, 70],
    [R, 70],
    [L, 106],
    [R, 106],
  ],
  8: [
    [L, 34],
    [R, 34],
    [M, 52],
    [L, 70],
    [R, 70],
    [M, 88],
    [L, 106],
    [R, 106],
  ],
  9: [
    [L, 30],
    [R, 30],
    [L, 57],
    [R, 57],
    [M, 70],
    [L, 83],
    [R, 83],
    [L, 110],
    [R, 110],
  ],
  10: [
    [L, 30],
    [R, 30],
    [M, 43],
    [L, 57],
    [R, 57],
    [L, 83],
    [R, 83],
    [M, 97],
    [L, 110],
    [R, 110],
  ],
};

/** Return the picture of a card. */
export function drawCard(card) {
  const [rank, sign] = [card.slice(0, -1), card.slice(-1)];
  const colour = "♥♦".includes(sign) ? "card-red" : "card-black";
  const picture = svg("svg", {
    viewBox: "0 0 100 140",
    class: `eights-card ${colour}`,
    role: "img",
    "aria-label": nameCard(card),
  });
  picture.append(svg("rect", { x: 1, y: 1, width: 98, height: 138, rx: 10, class: "card-paper" }));
  for (const turn of [0, 180]) {
    const corner = svg("g", { transform: `rotate(${turn} 50 70)` });
    const index = svg("text", { x: 13, y: 22, class: "card-index" });
    index.textContent = rank;
    corner.append(index, pip(sign, 13, 34, 14));
    picture.append(corner);
  }
  picture.append(...(PIPS[rank] ? drawPips(rank, sign) : drawCourt(rank, sign)));
  return picture;
}

/** Return the back of a card. */
export function drawBack() {
  const picture = svg("svg", { viewBox: "0 0 100 140", class: "eights-card", "aria-hidden": "true" });
  picture.append(
    svg("rect", { x: 1, y: 1, width: 98, height: 138, rx: 10, class: "card-paper" }),
    svg("rect", { x: 8, y: 8, width: 84, height: 124, rx: 6, class: "card-back" }),
    svg("path", { d: "M50 26 78 70 50 114 22 70Z M50 48 64 70 50 92 36 70Z", class: "card-weave" }),
  );
  return picture;
}

/** Return the sign of a suit. */
export function drawSuit(sign) {
  const colour = "♥♦".includes(sign) ? "card-red" : "card-black";
  const picture = svg("svg", {
    viewBox: "0 0 100 100",
    class: `eights-sign ${colour}`,
    role: "img",
    "aria-label": WORDS[sign],
  });
  picture.append(svg("path", { d: SHAPES[sign] }));
  return picture;
}

/** Return the name of a card, or of a suit. */
export function nameCard(card) {
  const [rank, sign] = [card.slice(0, -1), card.slice(-1)];
  return rank ? `${WORDS[rank] ?? rank} of ${WORDS[sign]}` : WORDS[sign];
}

/** Return the cards by suit, black and red in turn, and rank. */
export function sortHand(hand) {
  const place = (card) => "♠♥♣♦".indexOf(card.slice(-1)) * 13 + RANKS.indexOf(card.slice(0, -1));
  return [...hand].sort((one, other) => place(one) - place(other));
}

function drawPips(rank, sign) {
  const size = rank === "A" ? 44 : 20;
  return PIPS[rank].map(([x, y]) => pip(sign, x, y, size, y > 70));
}

function drawCourt(rank, sign) {
  const letter = svg("text", { x: 50, y: 76, class: "card-court" });
  letter.textContent = rank;
  const frame = svg("rect", { x: 25, y: 22, width: 50, height: 96, rx: 6, class: "card-frame" });
  return [frame, pip(sign, 50, 38, 22), letter, pip(sign, 50, 102, 22, true)];
}

/** A pip with its middle at x, y; the lower ones stand on their heads. */
function pip(sign, x, y, size, isTurned = false) {
  const turn = isTurned ? "rotate(180)" : "";
  const place = `translate(${x} ${y}) ${turn} scale(${size / 100}) translate(-50 -50)`;
  return svg("path", { d: SHAPES[sign], transform: place, class: "card-pip" });
}

function svg(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
