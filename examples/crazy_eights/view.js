// Crazy eights as a page: who sits around, the stock and the pile, and one's own hand.
import { drawBack, drawCard, drawSuit, nameCard, sortHand, SUITS } from "./assets/cards.js";

/** Pages by the element that they are in: built once, then only changed. */
const pages = new WeakMap();

export function draw(root, view, me, act) {
  let page = pages.get(root);
  if (!page) pages.set(root, (page = build(root)));
  const before = new Map(
    [...page.cards].map(([card, item]) => [card, { rect: item.getBoundingClientRect() }]),
  );
  page.act = act;
  page.moves = me.moves ?? [];
  page.others.replaceChildren(...around(me).map((player) => drawPlayer(player, view, me)));
  drawTable(page, view, me);
  drawHand(page, me);
  page.chooser.hidden = !page.wild || !page.moves.some((move) => move.card === page.wild);
  animate(page, me, before);
}

export function end(root) {
  pages.delete(root);
}

function build(root) {
  const others = make("ul", "eights-others");
  const stock = make("button", "eights-stock");
  const pile = make("div", "eights-pile");
  const suit = make("p", "eights-suit");
  const chooser = make("div", "eights-chooser");
  const hand = make("ul", "eights-hand");
  const pass = make("button", "eights-pass", "Pass");
  const table = make("div", "eights-table", stock, pile, suit);
  hand.setAttribute("aria-label", "Your hand");
  chooser.setAttribute("role", "group");
  chooser.setAttribute("aria-label", "Which suit shall follow?");
  const style = make("link", "");
  Object.assign(style, { rel: "stylesheet", href: new URL("assets/style.css", import.meta.url).href });
  root.replaceChildren(style, make("div", "eights", others, table, chooser, pass, hand));
  const parts = { others, stock, pile, suit, chooser, hand, pass };
  const page = { ...parts, act: null, moves: [], cards: new Map(), wild: "", shown: -1 };
  stock.addEventListener("click", () => page.moves.includes("draw") && page.act("draw"));
  pass.addEventListener("click", () => page.act("pass"));
  hand.addEventListener("keydown", walk);
  chooser.append(
    make("span", "", "Which suit shall follow?"),
    ...[...SUITS].map((sign) => {
      const button = make("button", "eights-choice", drawSuit(sign));
      button.setAttribute("aria-label", nameCard(sign));
      button.addEventListener("click", () => {
        page.chooser.hidden = true;
        void page.act({ card: page.wild, suit: sign });
      });
      return button;
    }),
  );
  return page;
}

/** The other players in the order in which they follow; who watches sees all. */
function around({ seat, players }) {
  if (seat === null) return players;
  return [...players.slice(seat + 1), ...players.slice(0, seat)];
}

function drawPlayer({ seat, name }, view, me) {
  const count = view.counts[seat];
  const hasLeft = view.left.includes(seat);
  const acts = me.turns.includes(seat);
  const backs = Array.from({ length: Math.min(count, 8) }, () => make("span", "eights-mini"));
  const item = make(
    "li",
    `eights-player eights-hue-${seat % 6} ${acts ? "is-turn" : ""} ${hasLeft ? "has-left" : ""}`,
    make("span", "eights-name", name),
    make("span", "eights-backs", ...backs),
    make("span", "eights-count", hasLeft ? "left" : `${count} ${count === 1 ? "card" : "cards"}`),
  );
  item.dataset.seat = String(seat);
  return item;
}

function drawTable(page, view, me) {
  const mayDraw = page.moves.includes("draw");
  page.stock.replaceChildren(
    ...(view.stock ? [drawBack()] : []),
    make("span", "eights-count", String(view.stock)),
  );
  page.stock.disabled = !mayDraw;
  page.stock.setAttribute("aria-label", `Draw a card; ${view.stock} are in the stock`);
  page.pass.hidden = !page.moves.includes("pass");
  const top = view.pile.slice(-3);
  page.pile.replaceChildren(
    ...top.map((card, index) => {
      const element = drawCard(card);
      element.classList.add(`eights-tilt-${(view.pile.length - top.length + index) % 4}`);
      return element;
    }),
  );
  page.suit.replaceChildren(drawSuit(view.suit));
  page.suit.title = `Follow ${nameCard(view.suit)}, or the rank`;
  page.suit.hidden = Boolean(me.result);
}

function drawHand(page, me) {
  const hand = sortHand(me.secret?.hand ?? []);
  const legal = new Map(page.moves.map((move) => [move.card ?? move, move]));
  if (!hand.includes(page.wild)) page.wild = "";
  const focused = document.activeElement?.closest?.(".eights-hand li")?.dataset.card;
  page.cards = new Map(hand.map((card) => [card, drawOwn(page, card, legal.has(card), me)]));
  page.hand.replaceChildren(...page.cards.values());
  page.hand.classList.toggle("is-full", hand.length > 5);
  page.hand.hidden = me.seat === null;
  page.cards.get(focused)?.firstChild.focus({ preventScroll: true });
}

function drawOwn(page, card, isLegal, me) {
  const button = make("button", "", drawCard(card));
  const item = make(
    "li",
    `${isLegal ? "is-legal" : me.turn ? "is-idle" : ""} ${card === page.wild ? "is-wild" : ""}`,
    button,
  );
  item.dataset.card = card;
  button.setAttribute("aria-label", nameCard(card));
  button.setAttribute("aria-disabled", String(!isLegal));
  button.addEventListener("click", () => isLegal && choose(page, card));
  return item;
}

/** A card is played at once; with an eight the suit is asked for. */
function choose(page, card) {
  const isWild = card.startsWith("8");
  page.wild = isWild && page.wild !== card ? card : "";
  for (const [other, item] of page.cards) item.classList.toggle("is-wild", other === page.wild);
  page.chooser.hidden = !page.wild;
  if (page.wild) page.chooser.querySelector("button").focus({ preventScroll: true });
  if (!isWild) void page.act(card);
}

/** Let cards fly: what the notes tell that has not been shown yet. */
function animate(page, me, before) {
  const fresh = me.notes.filter((note) => note.number > page.shown && note.value);
  const isFirst = page.shown < 0;
  page.shown = Math.max(page.shown, 0, ...me.notes.map((note) => note.number));
  if (isFirst || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const { value } of fresh.slice(-3)) {
    const seat = value.plays ?? value.draws;
    const place = page.others.querySelector(`[data-seat="${seat}"]`);
    if (value.card !== undefined) {
      fly(page.pile.lastElementChild, place ?? before.get(value.card));
    } else if (place) {
      const back = drawBack();
      place.append(back);
      back.classList.add("eights-flying");
      fly(back, page.stock)?.finished.finally(() => back.remove());
    }
  }
  for (const [card, item] of page.cards) if (!before.has(card) && before.size > 0) fly(item, page.stock);
}

function fly(element, from) {
  const start = from?.rect ?? from?.getBoundingClientRect();
  const goal = element?.getBoundingClientRect();
  if (!start || !goal || start.width === 0) return null;
  const x = start.x + start.width / 2 - goal.x - goal.width / 2;
  const y = start.y + start.height / 2 - goal.y - goal.height / 2;
  const steps = [{ transform: `translate(${x}px, ${y}px) scale(0.7)` }, { transform: "none" }];
  return element.animate(steps, {
    duration: 380,
    easing: "cubic-bezier(0.2, 0.8, 0.3, 1)",
    composite: "add",
  });
}

function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const item = event.target.closest("li");
  const next = step === 1 ? item?.nextElementSibling : step === -1 ? item?.previousElementSibling : null;
  if (!next) return;
  event.preventDefault();
  next.firstChild.focus();
}

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}
