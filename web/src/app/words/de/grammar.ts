// How German counts and strings names together.
import { countIn, listIn, pluralIn } from "../plurals";

export const count = countIn("de");
export const plural = pluralIn("de");
export const list = listIn("de");
