// The sheet where one sets how the page looks, sounds and speaks.

export const settings = {
  title: "Settings",
  language: "Language",
  asBrowser: "As the browser",
  theme: "Colours",
  themes: { auto: "System", light: "Light", dark: "Dark" },
  sound: "Sounds",
  volume: "Volume",
  blocked: "Whom you block",
  nobodyBlocked: "You block nobody.",
  percent: (percent: number) => `${percent} percent`,
};
