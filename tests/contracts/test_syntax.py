"""The reviewing client notices each fault of a page, also where nothing on it but the fault is new."""

import pytest

from tests.syntax import check_syntax

PAGE = """<!doctype html><html lang="ru"><head><title>Дело</title></head><body><main>
<form action="/a"><p><input type="text" name="a" value="&lt;1&gt;"><b>слово</b></p></form>
<table><tbody><tr><td>один</td></tr></tbody></table><ul><li>два</li><li>три</li></ul></main></body></html>"""
FAULTS = {
    "a tag that is not closed": ("</b>", ""),
    "a tag closed twice": ("</b>", "</b></b>"),
    "tags that cross": ("слово</b></p>", "слово</p></b>"),
    "an attribute twice": ('name="a"', 'name="a" name="b"'),
    "a form in a form": ("<p>", '<form action="/b"></form><p>'),
    "a block in a paragraph": ("<b>слово</b>", "<ul><li>слово</li></ul>"),
    "a field between rows": ("<tbody>", '<tbody><input type="text" name="c">'),
    "a cell without its row": ("<tr><td>один</td></tr>", "<td>один</td>"),
    "an ampersand that begins a name of no character": ("один", "&nosuch;"),
    "a character that no page may have": ("один", "\x01"),
    "a second body": ("<main>", "<body><main>"),
    "something after the end": ("</html>", "</html><p>слово</p>"),
    "a tag that closes itself and may not": ("<b>слово</b>", "<b/>"),
}


def test_a_page_in_order_is_taken_whatever_words_it_has():
    check_syntax(PAGE)
    check_syntax(PAGE.replace("один", "1 &amp; 2").replace("&lt;1&gt;", "другое"))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed_after_pages_without_it(fault):
    check_syntax(PAGE)
    right, wrong = FAULTS[fault]
    assert right in PAGE
    with pytest.raises(AssertionError, match="does not parse"):
        check_syntax(PAGE.replace(right, wrong, 1))
