// The sheet where one sets how the page looks, sounds and speaks.

export const settings = {
  title: "Settings",
  language: "Language",
  asBrowser: "As the browser",
};
