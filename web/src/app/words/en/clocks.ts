// Clocks, and lengths of time.
import { count } from "./grammar";

export const clocks = {
  clock: "Clock",
  clocks: "Clocks",
  usual: "Usual times",
  kinds: {
    none: { label: "No clock", hint: "" },
    per_move: { label: "Time for each move", hint: "The clock starts anew with every move." },
    fischer: {
      label: "Time for the whole game",
      hint: "Each player has so much for all moves, and gets some more with each move (a Fischer clock).",
    },
    byo_yomi: {
      label: "Whole game, then overtime",
      hint: "When the time is used up, each move must be made within a period; one that runs out is gone (byo-yomi).",
    },
  },
  fields: {
    moveSeconds: "Seconds",
    minutes: "Minutes each",
    increment: "Extra seconds a move",
    periods: "Periods",
    periodSeconds: "Seconds each",
  },
  wrong: (label: string, least: number, most: number) => `${label}: a whole number from ${least} to ${most}`,
  perMove: (span: string) => `${span} a move`,
  each: (span: string) => `${span} each`,
  eachPlus: (span: string, increment: string) => `${span} each + ${increment} a move`,
  eachThen: (span: string, periods: string) => `${span} each, then ${periods}`,
  then: (periods: string) => `then ${periods}`,
  noPeriod: "no period left",
  lastPeriod: "last period",
  periodsLeft: (periods: number) => count(periods, { one: "# period left", other: "# periods left" }),
  timeIsUp: "time is up",
  moveWasMade: "time was up: a move was made",
  movesWereMade: (moves: number) =>
    count(moves, { one: "# move was made", other: "# moves were made in a row" }),
  lessThanTen: "Less than ten seconds left",
  timeOf: (name: string, time: string) => `Time of ${name}: ${time}`,
};

export const durations = {
  days: (days: number) => count(days, { one: "# day", other: "# days" }),
  h: (hours: number) => `${hours} h`,
  min: (minutes: number) => `${minutes} min`,
  s: (seconds: number) => `${seconds} s`,
  daysAndHours: (days: number, hours: number) => `${days} d ${hours} h`,
  left: (span: string) => `${span} left`,
  justNow: "just now",
  minutesAgo: (minutes: number) => `${minutes} min ago`,
  hoursAgo: (hours: number) => `${hours} h ago`,
  yesterday: "yesterday",
  daysAgo: (days: number) => count(days, { one: "# day ago", other: "# days ago" }),
};
