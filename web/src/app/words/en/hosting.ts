// Who may come to a table, and what its host decides about people.

export const host = {
  open: "Decide about this table",
  youAre: "You are the host of this table now",
};

export const person = {
  manage: (name: string) => `Decide about ${name}`,
  blockOrReport: "Block or report",
  asHost: "As the host",
  reason: "Reason (optional)",
  reasonHint: "Told to the player and in the chat.",
  remove: "Remove from the table",
  removeHint: "May come again.",
  ban: "Ban",
  banHint:
    "This player can’t come back as who they are. A new guest might: against that, lock the table or set a password.",
  address: "Also keep out the address",
  addressHint: "Hits everybody behind the same router who is not here.",
  makeHost: "Make host",
  banned: (name: string) => `${name} is banned`,
};

export const door = {
  title: "This table has a password",
  hint: "The host has told it to those who may come in.",
  password: "Password of the table",
  enter: "Come in",
  wrong: "That is not the password",
  said: (reason: string) => `The host says: ${reason}`,
};

/** Marks of a table in a list. */
export const guard = {
  locked: "Locked",
  password: "password",
};

export const newDoor = {
  password: "Password (optional)",
};
