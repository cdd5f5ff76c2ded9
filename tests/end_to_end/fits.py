"""Whether a page fits on a screen: it does not scroll sideways, and no control lies outside."""

from playwright.sync_api import Page

WIDTHS = (320, 390, 1280)
_HEIGHT = 844
_FIND = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      const { overflowX } = getComputedStyle(at);
      if (["auto", "scroll"].includes(overflowX) && at.scrollWidth > at.clientWidth) return true;
    }
    return false;
  };
  const found = [];
  const whole = document.documentElement.scrollWidth;
  if (whole > width) found.push(`the page is ${whole} pixels wide`);
  const parts = "a[href], button, input, select, textarea, summary, h1, h2, h3, li, p";
  for (const element of document.querySelectorAll(parts)) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (element.closest(".unseen, .skip, iframe") || scrolls(element)) continue;
    const { left, right, width: wide, height } = element.getBoundingClientRect();
    if (wide < 2 || height < 2 || (left >= -0.5 && right <= width + 0.5)) continue;
    const name = element.dataset.testid ?? element.className ?? "";
    found.push(`${element.tagName.toLowerCase()} ${name} from ${Math.round(left)} to ${Math.round(right)}`);
  }
  for (const sheet of document.querySelectorAll("dialog[open], .chat-lines, .card"))
    if (sheet.scrollWidth > sheet.clientWidth + 1) found.push(`${sheet.className} scrolls sideways`);
  return found;
}"""


def find_misfits(page: Page) -> list[str]:
    """Return what lies outside of the screen, at each of WIDTHS."""
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": _HEIGHT})
        found.extend(f"{width}: {misfit}" for misfit in page.evaluate(_FIND))
    return found
