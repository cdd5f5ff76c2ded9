// Sticks in pairs as a page: each heap a row of sticks; who points at one takes it and all to its right.
const MOST = 3;

export function draw(root, view, me, act) {
  const free = (heap, sticks) =>
    (me.moves ?? []).some((move) => move.heap === heap && move.sticks === sticks);
  const heaps = view.heaps.map((left, heap) => {
    const row = make("div", "heap");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", `Heap ${heap + 1}: ${left} left`);
    for (let place = 0; place < left; place += 1) {
      const sticks = left - place;
      const stick = make("button", "stick");
      stick.disabled = sticks > MOST || !free(heap, sticks);
      stick.setAttribute("aria-label", `Take ${sticks} of heap ${heap + 1}`);
      stick.addEventListener("click", () => void act({ heap, sticks }));
      row.append(stick);
    }
    return row;
  });
  const style = make("link", "");
  Object.assign(style, { rel: "stylesheet", href: new URL("assets/style.css", import.meta.url).href });
  root.replaceChildren(style, make("div", "sticks", ...heaps));
}

function make(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}
