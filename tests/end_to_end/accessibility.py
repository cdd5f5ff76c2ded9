"""axe-core in a page: what it says that people with other eyes, ears and hands can't use."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id}: ${target.join(" ")}: ${failureSummary}`));
}"""


def find_violations(page: Page) -> list[str]:
    """Return each violation of axe-core's rules: its rule, where it is, and what to do about it."""
    if not page.evaluate("'axe' in window"):
        # Evaluated, not added as a script: the page's Content-Security-Policy lets no inline script in.
        page.evaluate(_AXE.read_text())
    found: list[str] = page.evaluate(_RUN)
    return found
