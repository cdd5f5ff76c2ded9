// The picture of snake arena on a canvas. Seats differ by colour, by the marks on the body and by their number.
import { nextHeading, type Arena } from "./rules";

export interface Scene {
  before: Arena;
  after: Arena;
  /** From 0 to 1: how far it is from the one to the other. */
  part: number;
  /** One's own seat, null for who watches. */
  me: number | null;
  /** Who has won where the game is over: nobody begins another round; else null. */
  winners: number[] | null;
  /** By how much one's own head is drawn off its place, in cells. */
  off?: Point;
}

/** The colours of the page, as they are now. */
export interface Theme {
  ground: string;
  grid: string;
  ink: string;
  paper: string;
  food: string;
  seats: string[];
  /** The families of the page. */
  font: string;
}

/** Of who has not won. */
const FADED = 0.3;

export type Point = readonly [number, number];

/** Read the colours off the page; light or dark is its own business. */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const hues = [0, 1, 2, 3, 4, 5].map((hue) => read(`--hue-${hue}`));
  return {
    ground: read("--sunk"),
    grid: read("--line"),
    ink: read("--ink"),
    paper: read("--card"),
    food: read("--gold"),
    seats: [...hues, read("--ink"), read("--muted")],
    font: style.fontFamily,
  };
}

/** Paint all of it; a cell has so many pixels. */
export function paint(canvas: CanvasRenderingContext2D, scene: Scene, theme: Theme, cell: number): void {
  const { after } = scene;
  const [columns, rows] = after.size;
  canvas.save();
  canvas.scale(cell, cell);
  paintGround(canvas, columns, rows, theme);
  for (const meal of after.food) paintMeal(canvas, centre(meal, columns), theme);
  after.bodies.forEach((_, seat) => seat !== scene.me && paintSnake(canvas, scene, seat, theme));
  if (scene.me !== null) paintSnake(canvas, scene, scene.me, theme);
  if (after.clock < 0 && !scene.winners) paintCountdown(canvas, -after.clock, columns, rows, theme);
  canvas.restore();
}

function centre(cell: number, columns: number): Point {
  return [(cell % columns) + 0.5, Math.floor(cell / columns) + 0.5];
}

function paintGround(canvas: CanvasRenderingContext2D, columns: number, rows: number, theme: Theme): void {
  canvas.fillStyle = theme.ground;
  canvas.fillRect(0, 0, columns, rows);
  canvas.fillStyle = theme.grid;
  for (let y = 1; y < rows; y += 1)
    for (let x = 1; x < columns; x += 1) canvas.fillRect(x - 0.05, y - 0.05, 0.1, 0.1);
}

/** A star of four points: nothing else has that shape. */
function paintMeal(canvas: CanvasRenderingContext2D, [x, y]: Point, { food, ink }: Theme): void {
  canvas.beginPath();
  for (let corner = 0; corner < 8; corner += 1) {
    const radius = corner % 2 === 0 ? 0.48 : 0.2;
    const angle = (corner * Math.PI) / 4;
    canvas.lineTo(x + radius * Math.sin(angle), y - radius * Math.cos(angle));
  }
  canvas.closePath();
  canvas.fillStyle = food;
  canvas.fill();
  canvas.lineWidth = 0.07;
  canvas.strokeStyle = ink;
  canvas.stroke();
}

/** Return the points from tail to head, as far on their way as it is. */
export function pathOf({ before, after, part }: Scene, seat: number): Point[] {
  const [columns] = after.size;
  const body = after.bodies[seat] ?? [];
  const old = before.bodies[seat] ?? [];
  const points = body.map((cell) => centre(cell, columns));
  const isStep = old.length > 0 && body.length > 1 && body.at(-2) === old.at(-1);
  if (!isStep || part >= 1) return points;
  const head = between(centre(old.at(-1) ?? 0, columns), points.at(-1) as Point, part);
  const tail = between(centre(old[0] ?? 0, columns), points[0] as Point, part);
  return [tail, ...points.slice(0, -1), head];
}

function slid(points: Point[], [right, down]: Point = [0, 0]): Point[] {
  const head = points.at(-1);
  return head ? [...points.slice(0, -1), [head[0] + right, head[1] + down]] : points;
}

function between([fromX, fromY]: Point, [toX, toY]: Point, part: number): Point {
  return [fromX + (toX - fromX) * part, fromY + (toY - fromY) * part];
}

function paintSnake(canvas: CanvasRenderingContext2D, scene: Scene, seat: number, theme: Theme): void {
  const isMine = seat === scene.me;
  const points = isMine ? slid(pathOf(scene, seat), scene.off) : pathOf(scene, seat);
  const head = points.at(-1);
  if (!head) return paintCrash(canvas, scene, seat, theme);
  canvas.globalAlpha = scene.winners && !scene.winners.includes(seat) ? FADED : 1;
  canvas.lineCap = canvas.lineJoin = "round";
  stroke(canvas, points, isMine ? 1 : 0.92, isMine ? theme.ink : theme.ground);
  stroke(canvas, points, 0.76, theme.seats[seat] ?? theme.ink);
  canvas.strokeStyle = canvas.fillStyle = theme.paper;
  canvas.lineWidth = 0.13;
  for (const point of points.slice(1, -1)) paintMark(canvas, point, seat);
  paintHead(canvas, head, scene.after, seat, theme);
  canvas.globalAlpha = 1;
}

function stroke(canvas: CanvasRenderingContext2D, points: Point[], width: number, colour: string): void {
  canvas.beginPath();
  for (const [x, y] of points) canvas.lineTo(x, y);
  canvas.lineWidth = width;
  canvas.strokeStyle = colour;
  canvas.stroke();
}

/** What the body of a seat is marked with, in the middle of each cell; the first one is plain. */
export function paintMark(canvas: CanvasRenderingContext2D, [x, y]: Point, seat: number): void {
  canvas.beginPath();
  switch (seat) {
    case 1:
      canvas.arc(x, y, 0.17, 0, 2 * Math.PI);
      return canvas.fill();
    case 2:
      canvas.rect(x - 0.19, y - 0.19, 0.38, 0.38);
      return canvas.stroke();
    case 3:
      lines(canvas, [x - 0.2, y - 0.2, x + 0.2, y + 0.2], [x - 0.2, y + 0.2, x + 0.2, y - 0.2]);
      return canvas.stroke();
    case 4:
      lines(canvas, [x - 0.22, y + 0.22, x + 0.22, y - 0.22]);
      return canvas.stroke();
    case 5:
      canvas.arc(x, y, 0.2, 0, 2 * Math.PI);
      return canvas.stroke();
    case 6:
      lines(canvas, [x - 0.24, y, x + 0.24, y], [x, y - 0.24, x, y + 0.24]);
      return canvas.stroke();
    case 7:
      canvas.rect(x - 0.17, y - 0.17, 0.34, 0.34);
      return canvas.fill();
  }
}

function lines(canvas: CanvasRenderingContext2D, ...all: [number, number, number, number][]): void {
  for (const [fromX, fromY, toX, toY] of all) {
    canvas.moveTo(fromX, fromY);
    canvas.lineTo(toX, toY);
  }
}

/** The number of the seat, and a nose that points where the snake turns next, from the moment it is told. */
function paintHead(
  canvas: CanvasRenderingContext2D,
  [x, y]: Point,
  arena: Arena,
  seat: number,
  theme: Theme,
) {
  const heading = nextHeading(arena, seat);
  const colour = theme.seats[seat] ?? theme.ink;
  const [right, down] = [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ][heading] as [number, number];
  canvas.beginPath();
  canvas.moveTo(x + right * 0.86, y + down * 0.86);
  canvas.lineTo(x + right * 0.4 - down * 0.36, y + down * 0.4 + right * 0.36);
  canvas.lineTo(x + right * 0.4 + down * 0.36, y + down * 0.4 - right * 0.36);
  canvas.closePath();
  canvas.fillStyle = seat === 6 ? theme.ink : colour;
  canvas.fill();
  canvas.beginPath();
  canvas.arc(x, y, 0.52, 0, 2 * Math.PI);
  canvas.fill();
  canvas.beginPath();
  canvas.arc(x, y, 0.44, 0, 2 * Math.PI);
  canvas.fillStyle = theme.paper;
  canvas.fill();
  write(canvas, String(seat + 1), [x, y + 0.04], 0.78, theme);
}

/** Who has just crashed leaves a cross that fades until the next tick. */
function paintCrash(canvas: CanvasRenderingContext2D, scene: Scene, seat: number, theme: Theme): void {
  const last = scene.before.bodies[seat]?.at(-1);
  if (last === undefined) return;
  const [x, y] = centre(last, scene.after.size[0]);
  canvas.globalAlpha = 1 - 0.8 * scene.part;
  canvas.beginPath();
  lines(canvas, [x - 0.8, y - 0.8, x + 0.8, y + 0.8], [x - 0.8, y + 0.8, x + 0.8, y - 0.8]);
  canvas.lineWidth = 0.3;
  canvas.strokeStyle = theme.seats[seat] ?? theme.ink;
  canvas.stroke();
  canvas.globalAlpha = 1;
}

function paintCountdown(
  canvas: CanvasRenderingContext2D,
  seconds: number,
  columns: number,
  rows: number,
  theme: Theme,
): void {
  canvas.lineWidth = 1;
  canvas.strokeStyle = theme.ground;
  canvas.lineJoin = "round";
  write(canvas, String(seconds), [columns / 2, rows / 2], 7, theme, true);
}

function write(
  canvas: CanvasRenderingContext2D,
  text: string,
  [x, y]: Point,
  size: number,
  theme: Theme,
  isOutlined = false,
): void {
  canvas.font = ["bold", `${size}px`, theme.font].join(" ");
  canvas.textAlign = "center";
  canvas.textBaseline = "middle";
  if (isOutlined) canvas.strokeText(text, x, y);
  canvas.fillStyle = theme.ink;
  canvas.fillText(text, x, y);
}

/** Return whether two bodies of a seat belong to one life: else it was gone in between. */
export function hasCrashed(before: Arena, after: Arena, seat: number): boolean {
  return (before.bodies[seat]?.length ?? 0) > 0 && after.bodies[seat]?.length === 0;
}
