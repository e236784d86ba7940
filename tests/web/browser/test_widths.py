from __future__ import annotations

import pytest
from tests.web.browser.addresses import EVERY_FAMILY
from tests.web.browser.conftest import Opening

LONGEST_LINE = """() => {
  const probe = document.createElement("canvas").getContext("2d");
  const alphabet = "the of and in to a is that for with on as we are by this our model learning data ";
  const lineWidths = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const lines = new Map();
    for (const { left, right, top } of range.getClientRects()) {
      const [from, to] = lines.get(Math.round(top)) ?? [left, right];
      lines.set(Math.round(top), [Math.min(from, left), Math.max(to, right)]);
    }
    return [...lines.values()].map(([from, to]) => to - from);
  };
  return Math.max(0, ...[...document.querySelectorAll("main p, main dd")].flatMap((element) => {
    const style = getComputedStyle(element);
    if (style.display.includes("flex") || style.columnCount !== "auto") return [];
    probe.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return lineWidths(element).map((width) => width * alphabet.length / probe.measureText(alphabet).width);
  }));
}"""


@pytest.mark.parametrize("address", EVERY_FAMILY)
def test_phone_never_scrolls_sideways(visit: Opening, address: str) -> None:
    page = visit(address, width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [900, 1280, 1600])
@pytest.mark.parametrize("address", ["/", "/search?q=graph", "/papers/2611.00002", "/ledger"])
def test_wide_screens_have_no_sideways_scroll_either(visit: Opening, address: str, width: int) -> None:
    assert visit(address, width=width).evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 900, 1280, 1600])
@pytest.mark.parametrize("address", ["/", "/papers/2611.00002", "/about", "/claims/s001"])
def test_running_text_is_never_wider_than_72_characters(visit: Opening, address: str, width: int) -> None:
    assert visit(address, width=width).evaluate(LONGEST_LINE) <= 74


@pytest.mark.parametrize(("width", "columns"), [(360, 1), (900, 2), (1280, 3)])
def test_front_page_has_its_columns(visit: Opening, width: int, columns: int) -> None:
    page = visit("/", width=width)
    places = page.eval_on_selector_all(
        ".card, .margin", "all => all.map(each => Math.round(each.getBoundingClientRect().left))"
    )
    assert len({place // 40 for place in places if place >= 0}) >= columns
    assert (len(set(places)) == 1) == (columns == 1)
