// The four ways to go, clockwise.

export const HEADINGS = ["up", "right", "down", "left"] as const;
export type Heading = (typeof HEADINGS)[number];
