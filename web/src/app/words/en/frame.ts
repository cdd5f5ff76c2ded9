// The frame around every page: who one is, the connection, links and commands to be copied.
import { count } from "./grammar";

export const me = {
  title: "You",
  change: "(you). Change",
  yourName: "Your name",
  isGuest: "You play as another guest in this tab.",
  mayBeGuest: "To play against yourself, or to share this browser, this tab can be somebody else.",
  beMyself: "Be myself again",
  beGuest: "Play as another guest in this tab",
};

export const connection = {
  states: {
    connecting: "Connecting…",
    online: "Online",
    reconnecting: "Reconnecting…",
    offline: "Offline",
    elsewhere: "Open elsewhere",
    refused: "Not possible",
  },
  slow: "Slow connection",
  slowHint: "Something in your network lets no direct connection through; all works, a little slower.",
  elsewhere: "Open in another window",
  elsewhereHint: "You went on in another window. Only one can be in use at a time.",
  useHere: "Use it here",
  refused: "This page and the server don’t get along",
  banned: "You are not welcome on this server",
  bannedUntil: (when: string) => `This holds until ${when}.`,
  bannedForGood: "This holds until the operator lifts it.",
  notLoaded: "This page could not be loaded",
  loadAgain: "Load the page again",
  cut: "No connection to the server.",
  waiting: "Waiting",
  full: "The server is full. You come in by yourself as soon as there is room.",
  restarts: "The server is being restarted. You come back by yourself.",
  crowded: "Many come at once just now. You come in by yourself.",
  youAreOffline: "You are offline.",
  tryNow: "Try now",
  nextTry: (seconds: number) => `Next try in ${seconds} s.`,
  /** What becomes of so many commands when the line is cut. */
  kept: (things: number) =>
    things === 0
      ? "What you do now will be sent when you are back."
      : count(things, {
          one: "One thing you did will be sent when you are back.",
          other: "# things you did will be sent when you are back.",
        }),
  live: "The game goes on; steering has no effect until you are back.",
  willBeSent: "will be sent when you are back",
  sending: "sending",
  seconds: (seconds: number) => `${seconds} s`,
};

export const link = {
  copied: "Link copied",
  copyYourself: "Select the link and copy it",
  invite: "Invite",
  inviteWith: "Invite {code}",
  inviteFriends: "Invite friends",
  toTable: "Link to this table",
  sendOrTell: "Send the link, or tell them the code:",
  qr: "QR code of the link",
  shareLink: "Share the link",
  share: "Share",
  shareReplay: "Share this replay",
  toReplay: "Link to this replay",
  whoeverHas: "Whoever has the link may watch it. The chat is not in it.",
};

export const bot = {
  letJoin: "Bring a bot of your own",
  inTerminal: "In a terminal, where this server is installed:",
  command: "Command that lets a bot join",
  copied: "Command copied",
  copyYourself: "Select the command and copy it",
};

/** What the server's operator says. */
export const operator = {
  title: "From the operator:",
  here: "From the operator, to this table:",
  draining: "This server is about to stop. Games that run go on; nothing new can begin.",
  still: "This server can't store anything right now. Time stands still until it can.",
  said: (why: string) => `The operator says: ${why}`,
};
