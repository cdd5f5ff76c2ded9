// What is said: the lines that a chat shows, one's own on their way, and whom one does not want to hear.
import type { Channel } from "../sdk/messages";
import type { ChatLine, LobbyChatView } from "../sdk/views/chat";
import type { OwnView } from "../sdk/views/own";
import { chatLines, read } from "../sdk/views/read";
import { Outgoing, type OutgoingLine } from "./outgoing";
import type { Passing } from "./passing";
import type { Tab } from "./tab";
import { texts } from "./words";

export class Talk {
  outgoing = new Outgoing();

  constructor(
    private readonly tab: Tab,
    private readonly passing: Passing,
    private readonly changed: () => void,
  ) {}

  /** Say a line in the chat of a room, "" for the lobby; it is shown at once, and says itself what became of it. */
  async say(room: string, text: string, to: Channel = "all"): Promise<void> {
    const line = this.outgoing.begin(room, text, this.linesOf(room));
    const outcome = await this.tab.connection.ask({ type: "say", room, text, to });
    this.outgoing.settle(line, outcome);
    const heardBy = outcome.done ? (outcome.result as { to: Channel }).to : to;
    if (heardBy !== to) this.passing.toast(texts.talk.onlyWatchers);
    this.lookForOutgoing();
    this.changed();
  }

  /** Take a line off that was not said. */
  forgetLine(line: OutgoingLine): void {
    this.outgoing.forget(line);
    this.changed();
  }

  /** What somebody else was about to say, who had this tab before, is nothing of ours. */
  forgetAll(): void {
    this.outgoing = new Outgoing();
  }

  /** The lines that a chat shows. */
  linesOf(room: string): readonly ChatLine[] {
    const { topics } = this.tab.connection;
    const lines =
      room === "" ? (read<LobbyChatView>(topics, "lobby/chat")?.chat ?? []) : chatLines(topics, room);
    return lines.filter((line) => line.kind !== "said" || !this.hides(line.player));
  }

  /** Whom one has blocked. */
  get blocked(): OwnView["blocked"] {
    return read<OwnView>(this.tab.connection.topics, `player/${this.tab.me}`)?.blocked ?? [];
  }

  /** Whether what a player says is not to be shown. */
  hides(player: string): boolean {
    return this.blocked.some((blocked) => blocked.id === player);
  }

  /** Find one's own lines among those that the chats show by now. */
  lookForOutgoing(): void {
    const { told, shown } = this.tab.connection.topics;
    for (const room of this.outgoing.rooms)
      this.outgoing.look(room, this.tab.me, this.linesOf(room), told === shown);
  }
}
