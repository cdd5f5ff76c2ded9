// The page of a finished game.

export const replay = {
  fetching: "Fetching the replay…",
  none: "There is no such replay",
  notCome: "The replay did not come",
  unshown: "This replay can’t be shown",
  unreached: "The server can’t be reached.",
  damaged: "The file is damaged.",
  game: (title: string, number: number) => `${title} · game ${number}`,
  players: "Players",
  untilHere: "What happened until here",
  soFar: "So far",
  onlyOf: (name: string) => `only ${name}`,
  nothingYet: "Nothing was noted yet.",
  step: (step: number, of: number) => `Step ${step} of ${of}`,
  stepAt: (step: number, of: number, time: string) => `Step ${step} of ${of}, at ${time}`,
  controls: "Replay",
  slider: "Step",
  toStart: "To the start",
  back: "One step back",
  play: "Play",
  pause: "Pause",
  on: "One step on",
  toEnd: "To the end",
  speed: "Speed",
  space: "space",
  asPlayed: "As played",
  left: "left",
  lookThrough: "Look through",
  everybody: "everybody’s eyes",
  shared: "draw",
  place: (place: number) => {
    const teen = place % 100 > 10 && place % 100 < 14;
    const ending = teen ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
    return `${place}${ending}`;
  },
};
