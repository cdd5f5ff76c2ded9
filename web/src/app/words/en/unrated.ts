// Why a game in a rated room does not count. Fetched with the first one that does not.
import type { Unrated } from "../../../sdk/views/game";

export const unrated: Record<Exclude<Unrated, "">, string> = {
  address: "Not rated: two of you play from the same network.",
  pair: "Not rated: two of you have had as many rated games with each other today as count.",
  unmoved: "Not rated: it was over before everybody had moved.",
  bot: "Not rated: one of you is a bot.",
};
