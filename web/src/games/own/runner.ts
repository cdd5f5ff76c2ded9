// Runs the `view.js` of a game in an element of the page; whatever it does wrong is one fault.
import type { Value } from "../../sdk/messages";
import type { LiveFrame } from "../../sdk/live/live";
import type { Act, Acted, Draw, End, Hear } from "../../sdk/own_page";
import type { Foretelling } from "../../sdk/live/rules";
import type { LiveSource } from "../live/source";
import { copyOf, findFault } from "./copies";
import { takeRules } from "./rules";
import { explainLoad, faultOf, isFrom, type Fault } from "./faults";
import { tellMe, type Match } from "./match";
import { findKindFault, isForPages, Teller } from "./teller";

interface Page extends Foretelling {
  draw: Draw;
  hear?: Hear;
  end?: End;
}

export class Runner {
  #page: Page | null = null;
  #isOver = false;
  #drawn: readonly unknown[] = [];
  #asked = 0;
  readonly #act: Act;
  readonly #teller: Teller;
  readonly #folder: string;

  constructor(
    private readonly root: HTMLElement,
    private readonly url: string,
    private match: Match,
    private readonly onFault: (fault: Fault) => void,
  ) {
    this.#folder = folderOf(url);
    this.#teller = new Teller((kind, value) => this.match.signal(kind, value));
    this.#act = Object.assign((move: Value) => this.#play(move), {
      tell: (kind: string, value: Value) => this.#tell(kind, value),
    });
    addEventListener("error", this.#heardError);
    addEventListener("unhandledrejection", this.#heardRejection);
  }

  /** Load the module and draw for the first time. */
  async load(): Promise<void> {
    try {
      const page = (await import(/* @vite-ignore */ this.url)) as Partial<Page>;
      if (this.#isOver) return;
      if (typeof page.draw !== "function")
        throw new TypeError(
          "view.js exports no function called draw: export function draw(root, view, me, act)",
        );
      this.#page = page as Page;
    } catch (error) {
      if (!this.#isOver) this.#fail(await explainLoad(this.url, this.#folder, error), error);
      return;
    }
    this.#draw();
    this.#asked = requestAnimationFrame(this.#drawLive);
  }

  /** Draw what the table shows now, if it is something else than before. */
  show(match: Match): void {
    this.match = match;
    this.#draw();
  }

  /** Pass on what another member says. */
  hear(signal: { player: string; kind: string; value: Value }): void {
    const { hear } = this.#page ?? {};
    if (!hear || !isForPages(signal.kind)) return;
    const at = this.match.game.players.findIndex((player) => player.player === signal.player);
    const { player, kind, value } = signal;
    const heard = { seat: at < 0 ? null : at, player, kind, value: copyOf(value) };
    this.#try(() =>
      hear(
        this.root,
        heard,
        tellMe(this.match, () => this.match),
      ),
    );
  }

  /** Take the page off: nothing of it is listened to any more. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#teller.stop();
    cancelAnimationFrame(this.#asked);
    removeEventListener("error", this.#heardError);
    removeEventListener("unhandledrejection", this.#heardRejection);
    try {
      this.#page?.end?.(this.root);
    } catch (error) {
      console.error(error);
    }
    this.#page = null;
  }

  #draw(): void {
    const { game, seat, me } = this.match;
    const page = this.#page;
    const inputs = [game, seat, me];
    if (!page || this.match.live || inputs.every((input, index) => input === this.#drawn[index])) return;
    this.#drawn = inputs;
    this.#try(() =>
      page.draw(
        this.root,
        copyOf(game.view),
        tellMe(this.match, () => this.match),
        this.#act,
      ),
    );
  }

  /** In real time each picture of the screen is another one. */
  readonly #drawLive = (): void => {
    this.#asked = requestAnimationFrame(this.#drawLive);
    const { live } = this.match;
    if (!live) return;
    this.#try(() => {
      const frame = this.#foretold(live);
      if (!frame) return;
      const me = tellMe(this.match, () => this.match, frame);
      return this.#page?.draw(this.root, copyOf(frame.after), me, this.#act);
    });
  };

  /** What a page knows of the rules is asked with frozen views, as its `draw` is. */
  #foretold(live: LiveSource): LiveFrame | null {
    if (this.#page) takeRules(this.#page, live.rules);
    return live.frame();
  }

  async #play(move: Value): Promise<Acted> {
    const fault = findFault(move, "move");
    if (fault !== null) return this.#refuse("malformed", fault);
    if (this.match.seat === undefined) return this.#refuse("not_seated", "who watches makes no moves");
    const { live, send } = this.match;
    const outcome = await (live ? live.input(move) : send(move));
    return outcome.done ? { done: true } : { done: false, code: outcome.code, detail: outcome.detail };
  }

  /** The author reads it in the console, and sees it on the page. */
  #refuse(code: "malformed" | "not_seated", detail: string): Acted {
    console.error(`act(move): ${detail}`);
    this.match.refuse(code, detail);
    return { done: false, code, detail };
  }

  #tell(kind: string, value: Value): void {
    const fault = findKindFault(kind) ?? findFault(value, "value");
    if (fault !== null) console.error(`act.tell(kind, value): ${fault}`);
    else if (!this.#isOver) this.#teller.tell(kind, value);
  }

  #try(call: () => unknown): void {
    try {
      const result = call();
      if (result instanceof Promise) result.catch((error: unknown) => this.#failWith(error));
    } catch (error) {
      this.#failWith(error);
    }
  }

  readonly #heardError = (event: ErrorEvent): void => {
    if (!isFrom(this.#folder, event.error, event.filename)) return;
    const fault = faultOf(event.error ?? event.message, this.#folder);
    const place = fault.place || faultOf({ stack: `${event.filename}:${event.lineno}` }, this.#folder).place;
    this.#fail({ ...fault, place }, null);
  };

  readonly #heardRejection = (event: PromiseRejectionEvent): void => {
    if (isFrom(this.#folder, event.reason)) this.#fail(faultOf(event.reason, this.#folder), null);
  };

  #failWith(error: unknown): void {
    this.#fail(faultOf(error, this.#folder), error);
  }

  /** The first fault ends the page; the browser itself has told the author of those that nobody caught. */
  #fail(fault: Fault, error: unknown): void {
    if (this.#isOver) return;
    if (error !== null) console.error(error);
    this.end();
    this.onFault(fault);
  }
}

/** The path below which all files of the page are, whichever attempt this is. */
function folderOf(url: string): string {
  return new URL(url).pathname.replace(/(@\d+\/)?[^/]*$/, "");
}
