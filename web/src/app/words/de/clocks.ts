// Clocks, and lengths of time.
import type * as english from "../en/clocks";
import { count } from "./grammar";

export const clocks: typeof english.clocks = {
  clock: "Uhr",
  clocks: "Uhren",
  usual: "Übliche Zeiten",
  kinds: {
    none: { label: "Keine Uhr", hint: "" },
    per_move: { label: "Zeit für jeden Zug", hint: "Die Uhr beginnt mit jedem Zug von vorn." },
    fischer: {
      label: "Zeit für das ganze Spiel",
      hint: "Alle haben so viel für sämtliche Züge und bekommen mit jedem Zug etwas dazu (Fischer-Uhr).",
    },
    byo_yomi: {
      label: "Ganzes Spiel, dann Nachspielzeit",
      hint: "Ist die Zeit verbraucht, muss jeder Zug in einer Periode geschehen; eine abgelaufene ist weg (Byo-yomi).",
    },
  },
  fields: {
    moveSeconds: "Sekunden",
    minutes: "Minuten für jeden",
    increment: "Sekunden je Zug dazu",
    periods: "Perioden",
    periodSeconds: "Sekunden je Periode",
  },
  wrong: (label, least, most) => `${label}: eine ganze Zahl von ${least} bis ${most}`,
  perMove: (span) => `${span} je Zug`,
  each: (span) => `${span} für jeden`,
  eachPlus: (span, increment) => `${span} für jeden + ${increment} je Zug`,
  eachThen: (span, periods) => `${span} für jeden, dann ${periods}`,
  then: (periods) => `dann ${periods}`,
  noPeriod: "keine Periode mehr",
  lastPeriod: "letzte Periode",
  periodsLeft: (periods) => count(periods, { one: "noch # Periode", other: "noch # Perioden" }),
  timeIsUp: "Zeit abgelaufen",
  moveWasMade: "Zeit abgelaufen: Es wurde gezogen",
  movesWereMade: (moves) =>
    count(moves, { one: "# Zug wurde gemacht", other: "# Züge hintereinander wurden gemacht" }),
  lessThanTen: "Weniger als zehn Sekunden übrig",
  timeOf: (name, time) => `Zeit von ${name}: ${time}`,
};

export const durations: typeof english.durations = {
  days: (days) => count(days, { one: "# Tag", other: "# Tage" }),
  h: (hours) => `${hours} h`,
  min: (minutes) => `${minutes} min`,
  s: (seconds) => `${seconds} s`,
  daysAndHours: (days, hours) => `${days} T ${hours} h`,
  left: (span) => `noch ${span}`,
  justNow: "gerade eben",
  minutesAgo: (minutes) => `vor ${minutes} min`,
  hoursAgo: (hours) => `vor ${hours} h`,
  yesterday: "gestern",
  daysAgo: (days) => count(days, { one: "vor # Tag", other: "vor # Tagen" }),
};
