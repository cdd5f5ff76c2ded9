"""Whether the texts of a page stand out enough from what is behind them."""

from typing import Any

from playwright.sync_api import Page

CONTRAST_LEAST = 4.5  # WCAG 2.1, success criterion 1.4.3, level AA
LARGE_CONTRAST_LEAST = 3.0

# Colours are read from a canvas, as a computed one may be in any notation. What is off need not stand out.
_FIND = """([within, least, largeLeast]) => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = (layers) => {
    context.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      context.fillStyle = layer;
      context.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((part) => linear(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrastOf = (element) => {
    const behind = [];
    for (let at = element; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
    const lights = [light(behind), light([...behind, getComputedStyle(element).color])];
    return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
  };
  const isLarge = ({ fontSize, fontWeight }) =>
    parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && Number(fontWeight) >= 700);
  const isOff = (element) => element.closest(".unseen, [aria-hidden=true], [aria-disabled=true], :disabled");
  const hasText = ({ childNodes }) => [...childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll(`${within} *`)]
    .filter((element) => element.checkVisibility() && hasText(element) && !isOff(element))
    .map((element) => [element, contrastOf(element)])
    .filter(([element, contrast]) => contrast < (isLarge(getComputedStyle(element)) ? largeLeast : least))
    .map(([element, contrast]) => `${element.textContent.slice(0, 30)}: ${contrast.toFixed(2)}`);
}"""


def find_faint_texts(page: Page, within: str) -> list[Any]:
    """Return the texts below `within` that level AA calls too faint, each with its contrast."""
    found: list[Any] = page.evaluate(_FIND, [within, CONTRAST_LEAST, LARGE_CONTRAST_LEAST])
    return found
