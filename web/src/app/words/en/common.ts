// Words that many pages share.

export const common = {
  lobby: "Lobby",
  skip: "Skip to the content",
  you: "You",
  somebody: "Somebody",
  seat: (number: number) => `Seat ${number}`,
  overDays: "over days",
  byLinkOnly: "by link only",
  close: "Close",
  copy: "Copy",
  save: "Save",
  join: "Join",
  home: "Home",
  nowAgain: "You can try again now.",
  tryAgain: "Try again",
  seeOpenTables: "See open tables",
  watchReplay: "Watch the replay",
  dismiss: "Dismiss",
  yes: "yes",
  no: "no",
  none: "none",
};
