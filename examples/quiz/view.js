// The quiz as a page: the question, a ring that runs out, who has answered, and what everybody said.

const RADIUS = 45;
const ROUND = 2 * Math.PI * RADIUS;
const REVEAL_MS = 6000;

/** Pages by the element that they are in: built once, then only changed. */
const pages = new WeakMap();

export function draw(root, view, me, act) {
  let page = pages.get(root);
  if (!page) pages.set(root, (page = build(root)));
  page.me = me;
  page.act = act;
  page.totalMs = view.answer ? REVEAL_MS : view.seconds * 1000;
  const isNew = page.question.textContent !== view.question;
  page.root.classList.toggle("is-shown", Boolean(view.answer));
  page.root.classList.toggle("is-over", Boolean(me.result));
  page.count.textContent =
    view.left === 0 ? "The last question" : `${view.left} more ${view.left === 1 ? "question" : "questions"}`;
  page.question.textContent = view.question;
  page.answer.textContent = view.answer ?? "";
  drawForm(page, view, me, isNew);
  page.players.replaceChildren(...me.players.map((player) => drawPlayer(player, view, me)));
}

export function end(root) {
  cancelAnimationFrame(pages.get(root)?.frame);
  pages.delete(root);
}

function build(root) {
  const ring = drawRing();
  const count = make("p", "quiz-count");
  const question = make("h3", "quiz-question");
  const answer = make("p", "quiz-answer");
  answer.setAttribute("role", "status");
  const input = make("input", "quiz-input");
  Object.assign(input, {
    maxLength: 60,
    autocomplete: "off",
    placeholder: "Your answer",
    enterKeyHint: "send",
  });
  input.setAttribute("aria-label", "Your answer");
  const send = make("button", "quiz-send", "Answer");
  const form = make("form", "quiz-form", input, send);
  const said = make("p", "quiz-said");
  const players = make("ul", "quiz-players");
  const top = make("div", "quiz-top", ring.element, make("div", "quiz-words", count, question, answer));
  const quiz = make("div", "quiz", top, form, said, players);
  root.replaceChildren(make("link", ""), quiz);
  const style = root.firstChild;
  Object.assign(style, { rel: "stylesheet", href: new URL("assets/style.css", import.meta.url).href });
  const page = { root: quiz, ring, count, question, answer, form, input, send, said, players };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void answerWith(page);
  });
  run(page);
  return page;
}

async function answerWith(page) {
  const answer = page.input.value.trim();
  if (!answer) return page.input.focus();
  page.send.disabled = true;
  await page.act({ answer });
  // Where the answer was refused it stands there still, to be mended.
  page.send.disabled = false;
}

function drawForm(page, view, me, isNew) {
  const mayAnswer = me.seat !== null && me.turn;
  page.form.hidden = !mayAnswer;
  if (isNew) page.input.value = "";
  if (mayAnswer && isNew && matchMedia("(pointer: fine)").matches) page.input.focus({ preventScroll: true });
  page.said.hidden = mayAnswer || me.secret === null;
  page.said.replaceChildren("You say ", make("strong", "", me.secret ?? ""), ". Waiting for the others …");
}

function drawPlayer({ seat, name }, view, me) {
  const said = view.said?.find(([whose]) => whose === `{${seat}}`);
  const gained = said?.[2] ?? 0;
  const state = view.answer
    ? gained
      ? "right"
      : "wrong"
    : view.answered.includes(seat)
      ? "ready"
      : "thinks";
  const words = {
    right: said?.[1],
    wrong: said?.[1] ?? "no answer",
    ready: "has answered",
    thinks: "is thinking …",
  };
  const item = make(
    "li",
    `quiz-player quiz-${state} quiz-hue-${seat % 6}`,
    make("span", "quiz-name", seat === me.seat ? "You" : name),
    make("span", "quiz-state", words[state]),
    make("span", "quiz-score", String(view.scores[seat])),
  );
  if (gained) item.append(make("span", "quiz-gain", `+${gained}`));
  return item;
}

function drawRing() {
  const element = svg("svg", { viewBox: "0 0 100 100", class: "quiz-ring", "aria-hidden": "true" });
  const rest = svg("circle", { cx: 50, cy: 50, r: RADIUS, class: "quiz-rest", "stroke-dasharray": ROUND });
  const seconds = svg("text", { x: 50, y: 50, class: "quiz-seconds" });
  element.append(svg("circle", { cx: 50, cy: 50, r: RADIUS, class: "quiz-track" }), rest, seconds);
  return { element, rest, seconds };
}

/** Turn the ring with each frame, until the page is taken away. */
function run(page) {
  const left = page.me?.left() ?? null;
  const share = left === null ? 0 : Math.min(1, left / page.totalMs);
  page.ring.rest.setAttribute("stroke-dashoffset", String(ROUND * (1 - share)));
  page.ring.element.classList.toggle("quiz-hurry", left !== null && left < 5000 && !page.answer.textContent);
  const seconds = left === null ? "" : String(Math.floor(left / 1000));
  if (page.ring.seconds.textContent !== seconds) page.ring.seconds.textContent = seconds;
  page.frame = requestAnimationFrame(() => run(page));
}

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

function svg(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
