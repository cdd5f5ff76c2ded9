// How English counts and strings names together. British lists have no comma before "and".
import { countIn, listIn, pluralIn } from "../plurals";

export const count = countIn("en");
export const plural = pluralIn("en");
export const list = listIn("en-GB");
