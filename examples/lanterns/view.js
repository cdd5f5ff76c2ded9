// @ts-check
// Lanterns as a page: what the own lantern lights, keys and fingers, and what a browser can foretell of the own walker.
const [WIDTH, HEIGHT, STEP, SIGHT] = [1600, 1000, 6, 320];
const WAYS = { up: [0, -1], right: [1, 0], down: [0, 1], left: [-1, 0], stop: [0, 0] };
const KEYS = {
  ArrowUp: "up",
  ArrowRight: "right",
  ArrowDown: "down",
  ArrowLeft: "left",
  KeyW: "up",
  KeyD: "right",
  KeyS: "down",
  KeyA: "left",
};

/** @type {import("./sdk").PredictSecret} */
export function predictSecret(own, move) {
  return { ...own, way: WAYS[move] };
}

/** @type {import("./sdk").AdvanceSecret} */
export function advanceSecret(own) {
  const walk = (of) => Math.max(0, Math.min([WIDTH, HEIGHT][of], own.at[of] + STEP * own.way[of]));
  return { ...own, at: [walk(0), walk(1)] };
}

/** Where the server had the walker turn earlier or later, it goes there evenly. @type {import("./sdk").SmoothSecret} */
export function smoothSecret({ at }) {
  return { at };
}

/** @type {import("./sdk").Draw} */
export function draw(root, view, me, act) {
  const parts = root.parts ?? begin(root, me.players.length);
  root.steer = (way) => me.seat !== null && !me.result && void act(way);
  // Who watches sees no one: nobody's lantern is theirs.
  const own = me.secret ?? { at: null, walkers: [], flies: [] };
  const { secretBefore: before = null, part } = me.live ?? { part: 1 };
  root.at = between(before?.at, own.at, part);
  put(parts.light, root.at);
  put(parts.own, root.at);
  parts.own.style.fill = `var(--hue-${me.seat ?? 0})`;
  parts.walkers.forEach((walker, seat) => {
    const at = seat === me.seat ? null : between(before?.walkers[seat], own.walkers[seat], part);
    put(walker, lit(root.at, at));
  });
  parts.flies.forEach((fly, number) => put(fly, lit(root.at, own.flies[number])));
  const scores = view.points.map((points, seat) => `${me.names(`{${seat}}`)}: ${points}`);
  const score = `${scores.join(" · ")} · ${view.goal} wins`;
  if (parts.score.textContent !== score) parts.score.textContent = score;
  parts.watching.hidden = me.seat !== null;
  parts.hint.hidden = me.seat === null || me.result !== null;
}

export function end(root) {
  removeEventListener("keydown", root.hear);
  removeEventListener("keyup", root.hear);
}

/** Return the place on the way; what has just come in sight is where it is. */
function between(from, to, part) {
  return from && to ? [0, 1].map((of) => from[of] + (to[of] - from[of]) * part) : (to ?? null);
}

/** Return a place where the lantern lights it: that is a little ahead of what it has shown the server. */
function lit(own, at) {
  return own && at && Math.hypot(at[0] - own[0], at[1] - own[1]) < SIGHT ? at : null;
}

function put(thing, at) {
  thing.style.display = at ? "" : "none";
  if (at) thing.setAttribute("transform", `translate(${at[0]} ${at[1]})`);
}

/** Build the picture once, and listen to keys and fingers. */
function begin(root, seats) {
  const box = `-40 -40 ${WIDTH + 80} ${HEIGHT + 80}`;
  const label = "The dark, and what your lantern lights of it.";
  const svg = make("svg", { viewBox: box, class: "lanterns", role: "img", "aria-label": label });
  const fade = make("radialGradient", { id: "lanterns-light" });
  fade.append(make("stop", { offset: "55%", class: "near" }), make("stop", { offset: "100%", class: "far" }));
  const light = make("circle", { r: SIGHT, fill: "url(#lanterns-light)" });
  const flies = Array.from({ length: 12 }, () => make("circle", { r: 12, class: "fly" }));
  const walkers = Array.from({ length: seats }, (_, seat) => {
    const walker = make("circle", { r: 30, class: "walker" });
    walker.style.fill = `var(--hue-${seat})`;
    return walker;
  });
  const own = make("circle", { r: 30, class: "walker mine" });
  svg.append(fade, light, ...flies, ...walkers, own);
  const paragraph = (className, text) => Object.assign(document.createElement("p"), { className, textContent: text });
  const score = paragraph("lanterns-score", "");
  const watching = paragraph("lanterns-watching", "Only who plays has a lantern.");
  const hint = paragraph(
    "lanterns-watching",
    matchMedia("(pointer: coarse)").matches
      ? "Hold a finger where you want to go. Catch what glows."
      : "Arrow keys or W, A, S, D. Catch what glows.",
  );
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet" });
  style.href = new URL("assets/style.css", import.meta.url).href;
  root.append(style, score, svg, watching, hint);
  listen(root, svg);
  return (root.parts = { light, own, walkers, flies, score, watching, hint });
}

/** Keys: the one that was pressed last counts. A finger: towards it, as long as it is on the picture. */
function listen(root, svg) {
  let pressed = [];
  let way = "stop";
  const go = (wanted) => {
    if (wanted === way) return;
    way = wanted;
    root.steer(way);
  };
  root.hear = (event) => {
    const wanted = KEYS[event.code];
    if (!wanted || event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    pressed = [...pressed.filter((other) => other !== wanted), ...(event.type === "keydown" ? [wanted] : [])];
    go(pressed.at(-1) ?? "stop");
  };
  addEventListener("keydown", root.hear);
  addEventListener("keyup", root.hear);
  let isDown = false;
  const follow = (event) => {
    if (!isDown || !root.at) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const [right, down] = [x - root.at[0], y - root.at[1]];
    if (Math.abs(right) > Math.abs(down)) go(right > 0 ? "right" : "left");
    else go(down > 0 ? "down" : "up");
  };
  svg.addEventListener("pointerdown", (event) => {
    isDown = true;
    svg.setPointerCapture(event.pointerId);
    follow(event);
  });
  svg.addEventListener("pointermove", follow);
  for (const ended of ["pointerup", "pointercancel"])
    svg.addEventListener(ended, () => {
      isDown = false;
      go("stop");
    });
}

function make(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
