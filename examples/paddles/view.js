// @ts-check
// Paddles as a page: a picture in SVG, keys and fingers, and what a browser can foretell of one's own paddle.
const [WIDTH, HEIGHT, PADDLE, STEP] = [1600, 900, 220, 26];
const WAYS = ["up", "stop", "down"];
const KEYS = { ArrowUp: "up", KeyW: "up", ArrowDown: "down", KeyS: "down" };
/** Further than that no ball flies in a tick: it was served. @type {number} */
const JUMP = 400;

/** @type {import("./sdk").Predict} */
export function predict(view, move, seat) {
  return { ...view, ways: view.ways.with(seat, WAYS.indexOf(move) - 1) };
}

/** @type {import("./sdk").Advance} */
export function advance(view, seat) {
  const at = view.paddles[seat] + view.ways[seat] * STEP;
  const inside = Math.max(PADDLE / 2, Math.min(HEIGHT - PADDLE / 2, at));
  return { ...view, paddles: view.paddles.with(seat, inside) };
}

/** Where the server had the own paddle turn earlier or later, it goes there evenly. @type {import("./sdk").Smooth} */
export function smooth(view, seat) {
  return { paddles: view.paddles.map((at, of) => (of === seat ? at : null)) };
}

/** @type {import("./sdk").Draw} */
export function draw(root, view, me, act) {
  const parts = root.parts ?? begin(root);
  root.steer = (way) => me.seat !== null && !me.result && void act(way);
  const { before, part } = me.live ?? { before: view, part: 1 };
  const mix = (from, to) => (Math.abs(to - from) > JUMP ? to : from + (to - from) * part);
  const [x, y] = [0, 1].map((axis) => mix(before.ball[axis], view.ball[axis]));
  parts.ball.setAttribute("transform", `translate(${x} ${y})`);
  parts.paddles.forEach((paddle, seat) => {
    paddle.setAttribute("y", mix(before.paddles[seat], view.paddles[seat]) - PADDLE / 2);
    paddle.classList.toggle("mine", seat === me.seat);
  });
  const score = `${me.names("{0}")} ${view.points[0]} : ${view.points[1]} ${me.names("{1}")}`;
  if (parts.score.textContent !== score) parts.score.textContent = score;
}

export function end(root) {
  removeEventListener("keydown", root.hear);
  removeEventListener("keyup", root.hear);
}

/** Build the picture once, and listen to keys and fingers. */
function begin(root) {
  const svg = make("svg", { viewBox: `-40 -20 ${WIDTH + 80} ${HEIGHT + 40}`, class: "paddles" });
  const paddles = [-30, WIDTH].map((x) => make("rect", { x, width: 30, height: PADDLE, rx: 12 }));
  const ball = make("circle", { r: 24 });
  svg.append(make("path", { d: `M${WIDTH / 2} 0v${HEIGHT}`, class: "net" }), ...paddles, ball);
  const score = Object.assign(document.createElement("p"), { className: "paddles-score" });
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet" });
  style.href = new URL("assets/style.css", import.meta.url).href;
  root.append(style, score, svg);
  root.hear = (event) => {
    if (!KEYS[event.code] || event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    if (!event.repeat) root.steer(event.type === "keydown" ? KEYS[event.code] : "stop");
  };
  addEventListener("keydown", root.hear);
  addEventListener("keyup", root.hear);
  // A finger on the upper half goes up, on the lower half down.
  svg.addEventListener("pointerdown", (event) => {
    const box = svg.getBoundingClientRect();
    root.steer(event.clientY < box.top + box.height / 2 ? "up" : "down");
  });
  for (const ended of ["pointerup", "pointercancel", "pointerleave"])
    svg.addEventListener(ended, () => root.steer("stop"));
  return (root.parts = { paddles, ball, score });
}

function make(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
