// All texts in English, by page.
export * from "./clocks";
export * from "./common";
export * from "./finding";
export * from "./forms";
export * from "./frame";
export * from "./games";
export * from "./home";
export * from "./replay";
export * from "./said";
export * from "./settings";
export * from "./table";
