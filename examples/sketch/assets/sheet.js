// The sheet: finished strokes on one canvas, what is just being drawn on another one above it.

/** Points are bytes: the sheet is so many units wide and high. */
export const SIZE = 255;

const COLOURS = [
  "#1c1c20",
  "#e03131",
  "#f08c00",
  "#fcc419",
  "#2f9e44",
  "#1971c2",
  "#9c36b5",
  "#8a5a33",
  "#ffffff",
];

export class Sheet {
  constructor() {
    this.element = document.createElement("div");
    this.element.className = "sketch-sheet";
    this.layers = [document.createElement("canvas"), document.createElement("canvas")];
    this.element.append(...this.layers);
    this.drawn = [[], []];
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.element);
  }

  /** Show the finished strokes. */
  show(strokes) {
    this.paint(0, strokes);
    this.paint(1, []);
  }

  /** Show what is not finished yet. */
  preview(strokes) {
    this.paint(1, strokes.filter(Boolean));
  }

  end() {
    this.observer.disconnect();
  }

  /** Return where a pointer is, as [x, y] in units. */
  locate(event) {
    const box = this.element.getBoundingClientRect();
    const unit = (offset, length) => Math.max(0, Math.min(SIZE, Math.round((offset / length) * SIZE)));
    return [unit(event.clientX - box.left, box.width), unit(event.clientY - box.top, box.height)];
  }

  resize() {
    const pixels = Math.round(this.element.clientWidth * devicePixelRatio);
    for (const layer of this.layers) if (layer.width !== pixels) layer.width = layer.height = pixels;
    this.drawn.forEach((strokes, index) => this.paint(index, strokes));
  }

  paint(index, strokes) {
    const { width } = this.layers[index];
    const pen = this.layers[index].getContext("2d");
    this.drawn[index] = strokes;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, width, width);
    pen.setTransform(width / SIZE, 0, 0, width / SIZE, 0, 0);
    pen.lineCap = pen.lineJoin = "round";
    for (const stroke of strokes) drawStroke(pen, stroke);
  }
}

/** A curve through the middles between the points, which makes a smooth line of few of them. */
function drawStroke(pen, { points, colour, width }) {
  const at = (index) => [points[index] ?? 0, points[index + 1] ?? 0];
  pen.strokeStyle = COLOURS[colour] ?? COLOURS[0];
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(...at(0));
  for (let index = 2; index + 3 < points.length; index += 2) {
    const [[x, y], [nextX, nextY]] = [at(index), at(index + 2)];
    pen.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  pen.lineTo(...at(points.length - 2));
  pen.stroke();
}
