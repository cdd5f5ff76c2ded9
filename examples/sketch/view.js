// Sketch as a page: a sheet to draw on, what others guess, and who has how many points.
import { Sheet } from "./assets/sheet.js";

const COLOURS = ["black", "red", "orange", "yellow", "green", "blue", "purple", "brown", "white"];
const WIDTHS = [2, 4, 8, 20];
const POINTS_BYTES_MAX = 400;
const NEAR = 2; // points closer than this, in units of the sheet, say nothing new

/** Pages by the element that they are in: built once, then only changed. */
const pages = new WeakMap();

export function draw(root, view, me, act) {
  let page = pages.get(root);
  if (!page) pages.set(root, (page = build(root)));
  if (page.artist !== view.artist) Object.assign(page, { artist: view.artist, sent: [], stroke: null });
  Object.assign(page, {
    me,
    act,
    isDrawing: me.turn && me.seat === view.artist,
    isShown: !view.word.includes("_"),
  });
  page.sketch.classList.toggle("is-artist", page.isDrawing);
  page.sheet.show(view.strokes);
  page.sheet.preview([...page.sent, page.stroke]);
  drawTop(page, view, me);
  page.tools.hidden = !page.isDrawing;
  drawGuesses(page, view, me);
  page.players.replaceChildren(...me.players.map((player) => drawPlayer(player, view, me)));
}

/** A line that the artist is just drawing; the next one, or the finished stroke, takes its place. */
export function hear(root, signal, me) {
  const page = pages.get(root);
  if (page && signal.kind === "stroke" && signal.seat === page.artist && signal.seat !== me.seat)
    page.sheet.preview([signal.value]);
}

export function end(root) {
  const page = pages.get(root);
  clearInterval(page?.ticking);
  page?.sheet.end();
  removeEventListener("keydown", page?.onKey);
  pages.delete(root);
}

function build(root) {
  const title = make("p", "sketch-title");
  const word = make("p", "sketch-word");
  const clock = make("span", "sketch-clock");
  const tools = make("div", "sketch-tools");
  const shown = make("p", "sketch-shown");
  const close = make("p", "sketch-close");
  const guesses = make("ol", "sketch-guesses");
  const players = make("ul", "sketch-players");
  const sheet = new Sheet();
  const input = make("input", "sketch-input");
  Object.assign(input, {
    maxLength: 40,
    autocomplete: "off",
    placeholder: "Your guess",
    enterKeyHint: "send",
  });
  input.setAttribute("aria-label", "Your guess");
  const form = make("form", "sketch-form", input, make("button", "sketch-send", "Guess"));
  shown.setAttribute("role", "status");
  close.setAttribute("role", "status");
  guesses.setAttribute("aria-label", "Guesses");
  const top = make("div", "sketch-top", make("div", "", title, word), clock);
  const paper = make("div", "sketch-paper", sheet.element, shown);
  const side = make("div", "sketch-side", players, guesses, close, form);
  const sketch = make("div", "sketch", top, make("div", "sketch-left", paper, tools), side);
  const style = make("link", "");
  Object.assign(style, { rel: "stylesheet", href: new URL("assets/style.css", import.meta.url).href });
  root.replaceChildren(style, sketch);
  const parts = { sketch, title, word, clock, tools, shown, close, guesses, players, sheet, input, form };
  const page = { ...parts, colour: 0, width: 4, sent: [], stroke: null };
  form.addEventListener("submit", (event) => guess(event, page));
  listenToPointer(page);
  drawTools(page);
  page.onKey = (event) => {
    if (page.isDrawing && event.key === "z" && (event.ctrlKey || event.metaKey))
      void page.act({ erase: "last" });
  };
  addEventListener("keydown", page.onKey);
  page.ticking = setInterval(() => tick(page), 200);
  return page;
}

// Drawing.

function listenToPointer(page) {
  const sheet = page.sheet.element;
  sheet.addEventListener("pointerdown", (event) => {
    if (!page.isDrawing || event.button !== 0) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    page.stroke = { points: page.sheet.locate(event), colour: page.colour, width: page.width };
    page.sheet.preview([...page.sent, page.stroke]);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!page.stroke) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) addPoint(page, page.sheet.locate(one));
    page.sheet.preview([...page.sent, page.stroke]);
    if (page.stroke) page.act.tell("stroke", pack(page.stroke));
  });
  for (const type of ["pointerup", "pointercancel"]) sheet.addEventListener(type, () => finish(page));
}

function addPoint(page, [x, y]) {
  const { points } = page.stroke;
  if (Math.hypot(x - points.at(-2), y - points.at(-1)) < NEAR) return;
  points.push(x, y);
  if (points.length < POINTS_BYTES_MAX) return;
  // A long line is several strokes, each of which begins where the last one ends.
  finish(page);
  page.stroke = { points: [x, y], colour: page.colour, width: page.width };
}

/** Strokes go out at once, several on their way together; until they are in the view they lie on top. */
function finish(page) {
  const { stroke } = page;
  page.stroke = null;
  if (!stroke || !page.isDrawing) return;
  page.sent.push(stroke);
  void page.act(pack(stroke)).finally(() => {
    page.sent = page.sent.filter((other) => other !== stroke);
    page.sheet.preview([...page.sent, page.stroke]);
  });
}

function pack({ points, colour, width }) {
  return { points: Uint8Array.from(points), colour, width };
}

function drawTools(page) {
  const colours = COLOURS.map((colour, index) =>
    tool(
      page,
      `sketch-colour sketch-${colour}`,
      colour === "white" ? "eraser" : colour,
      () => (page.colour = index),
    ),
  );
  const widths = WIDTHS.map((width) => {
    const dot = make("span", `sketch-dot sketch-dot-${width}`);
    return tool(page, "sketch-width", `width ${width}`, () => (page.width = width), dot);
  });
  const undo = button("Undo", () => page.act({ erase: "last" }));
  const clear = button("Clear", () => page.act({ erase: "all" }));
  const giveUp = button("Give up", () => page.act({ give_up: true }));
  page.tools.replaceChildren(
    group("Colour", colours, 0),
    group("Width", widths, WIDTHS.indexOf(page.width)),
    make("div", "sketch-actions", undo, clear, giveUp),
  );
}

function tool(page, className, name, choose, ...children) {
  const element = make("button", className, ...children);
  element.setAttribute("aria-label", name);
  element.title = name;
  element.addEventListener("click", () => {
    choose();
    for (const other of element.parentElement.children)
      other.setAttribute("aria-pressed", String(other === element));
  });
  return element;
}

function group(name, buttons, chosen) {
  const element = make("div", "sketch-group", ...buttons);
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", name);
  buttons.forEach((each, index) => each.setAttribute("aria-pressed", String(index === chosen)));
  return element;
}

// Guessing.

async function guess(event, page) {
  event.preventDefault();
  const words = page.input.value.trim();
  if (!words) return;
  page.input.value = "";
  const answer = await page.act({ guess: words });
  if (!answer.done) page.input.value ||= words;
}

function drawGuesses(page, view, me) {
  const mayGuess = me.turn && me.seat !== view.artist;
  const wasHidden = page.form.hidden;
  page.form.hidden = !mayGuess;
  if (mayGuess && wasHidden && matchMedia("(pointer: fine)").matches)
    page.input.focus({ preventScroll: true });
  const items = view.guesses.map(([whose, words]) =>
    make("li", "", make("b", "", me.names(whose)), ` ${words}`),
  );
  page.guesses.replaceChildren(...items.reverse());
  const [last] = me.notes.filter((note) => note.value?.close).slice(-1);
  const isFresh = last && mayGuess && last.number > (page.closeSeen ?? 0) && last.number >= lastShown(me);
  page.close.textContent = isFresh ? `“${last.value.close}” is close!` : "";
}

/** The number of the action by which the last word was shown. */
function lastShown(me) {
  return Math.max(0, ...me.notes.filter((note) => note.value?.word).map((note) => note.number));
}

// The rest.

function drawTop(page, view, me) {
  page.title.textContent = titleOf(view, me);
  // After the end the word stands on the last drawing, and once is enough.
  page.word.textContent = me.result && page.isShown ? "" : (me.secret?.word ?? view.word);
  const letters = `${view.word.length} signs: ${view.word.replaceAll("_", "blank ")}`;
  page.word.setAttribute("aria-label", page.word.textContent.includes("_") ? letters : page.word.textContent);
  page.shown.textContent = page.isShown ? view.word : "";
  tick(page);
}

function titleOf(view, me) {
  const isMine = view.artist === me.seat;
  const name = isMine ? "You" : me.players[view.artist]?.name;
  if (me.result) return `The last drawing was ${isMine ? "yours" : `by ${name}`}`;
  const more = view.left === 0 ? "the last drawing" : `${view.left} more to come`;
  return `${name} ${isMine ? "draw" : "draws"} · ${more}`;
}

function drawPlayer({ seat, name }, view, me) {
  const role = seat === view.artist ? "artist" : view.right.includes(seat) ? "right" : "guesses";
  const sign = { artist: "✎", right: "✓", guesses: "" }[role];
  const item = make(
    "li",
    `sketch-player sketch-hue-${seat % 6} is-${role}`,
    make("span", "sketch-name", `${sign} ${seat === me.seat ? "You" : name}`),
    make("span", "sketch-score", String(view.scores[seat])),
  );
  item.title = { artist: "draws", right: "has guessed it", guesses: "guesses" }[role];
  return item;
}

function tick(page) {
  const left = page.me?.left() ?? null;
  page.clock.textContent = left === null ? "" : String(Math.floor(left / 1000));
  page.clock.classList.toggle("is-hurry", left !== null && left < 10_000 && !page.isShown);
}

function button(words, onClick) {
  const element = make("button", "", words);
  element.addEventListener("click", onClick);
  return element;
}

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}
