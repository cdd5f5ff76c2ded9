// All texts in English, by page.
export * from "./alerts";
export * from "./clocks";
export * from "./common";
export * from "./finding";
export * from "./forms";
export * from "./frame";
export * from "./games";
export * from "./home";
export * from "./hosting";
export * from "./live";
export * from "./replay";
export * from "./said";
export * from "./settings";
export * from "./setup";
export * from "./table";
export * from "./talk";
