// Talk at a table: who hears it, and what can be done about people. Watching late, or not at all.
import { count } from "./grammar";

export const talk = {
  to: "Who hears it",
  channels: { all: "Everybody", seats: "Players", watchers: "Watchers", team: "My team" },
  marks: { seats: "to players", watchers: "to watchers", team: "to the team" },
  onlyWatchers: "Only those who watch hear you while this game runs",
  about: (name: string) => `About ${name}`,
  block: "Block",
  blockHint: "You no longer see what they say, and neither the queue nor “Quick play” brings you together.",
  unblock: "Unblock",
  unblockName: (name: string) => `Unblock ${name}`,
  unblocked: (name: string) => `You see again what ${name} says`,
  blocked: (name: string) => `You no longer see what ${name} says`,
  mute: "Mute at this table",
  muteHint: "Nobody here hears them meanwhile. You can let them speak again at any time.",
  muteNow: "Mute",
  muteFor: (minutes: number) => count(minutes, { one: "for # minute", other: "for # minutes" }),
  muteForGood: "until the table closes",
  mutedUntil: (time: string) => `Muted until ${time}.`,
  mutedForGood: "Muted until the table closes.",
  youAreMuted: "The host lets you say nothing here.",
  unmute: "Let speak again",
  muted: (name: string) => `${name} is muted at this table`,
  report: "Report",
  sendReport: "Send the report",
  reportHint: "Goes to who runs this server, with the last lines of the chat.",
  whatHappened: "What happened?",
  reported: "Thank you: it was passed on",
};

export const watching = {
  late: (minutes: number, seconds: number) =>
    minutes > 0
      ? count(minutes, { one: "# minute behind", other: "# minutes behind" })
      : count(seconds, { one: "# second behind", other: "# seconds behind" }),
  shownLater: "What happens at this table is shown later",
  shownLaterHint: "So that nobody can help a player. The board appears by itself.",
  lateHint: "You see the table as it was then.",
  closed: "Only the players see this game",
  closedHint: "You can talk here, and take a seat when the game is over.",
  who: "Who may watch",
  howLate: "How late",
  choices: { open: "Anybody", delayed: "Anybody, later", closed: "Only players" },
};
