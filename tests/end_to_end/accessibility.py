"""axe-core in a page: what it says that people with other eyes, ears and hands can't use."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
COLOUR_RULES = ("color-contrast", "link-in-text-block")  # all that another theme can break
_RUN = """async (rules) => {
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"],
    ...(rules && { runOnly: { type: "rule", values: rules } }),
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id}: ${target.join(" ")}: ${failureSummary}`));
}"""


def find_violations(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Return each violation of these rules of axe-core's, or of all: the rule, where, and what to do."""
    if not page.evaluate("'axe' in window"):
        # Evaluated, not added as a script: the page's Content-Security-Policy lets no inline script in.
        page.evaluate(_AXE.read_text())
    found: list[str] = page.evaluate(_RUN, list(rules) or None)
    return found
