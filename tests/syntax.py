"""The syntax of HTML as the standard parses it, asked of html5lib only where a page shows something new.

html5lib knows each parse error, and takes longer over a page than the application. What it finds depends on which tag
stands where: inside which tags, after which one, with which attributes. A page whose every tag has stood so on a page
without errors has none.
"""

import re

import html5lib

_PLAIN = r"[^{}<&\0-\x08\x0b\x0e-\x1f\x7f-\x9f]|&(?:amp|lt|gt|quot|#3[49]);"
_VALUES = re.compile(
    r"(?<! type)=(?:\"(?:{})*\"|'(?:{})*')".format(_PLAIN.replace("{}", '"'), _PLAIN.replace("{}", "'"))
)
"""Values that no parser looks into; a field's type it does: a hidden one may stand where another may not."""
_WORDS = re.compile(f"(?:{_PLAIN.replace('{}', '')})*")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_seen: set[tuple[str, ...]] = set()


def is_page(html: str) -> bool:
    """Whether this is a whole page; else a fragment that htmx swaps in."""
    return html.lstrip().lower().startswith("<!doctype")


def check_syntax(html: str) -> None:
    """A parse error fails the test."""
    places = _places(html)
    if places is not None and places <= _seen:
        return
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    (parser.parse if is_page(html) else parser.parseFragment)(html)
    errors = [(at, code) for at, code, _data in parser.errors if code != "expected-doctype-but-got-start-tag"]
    assert not errors, f"the page does not parse: {errors[:3]}"
    _seen.update(places or ())


def _places(html: str) -> set[tuple[str, ...]] | None:
    """Each tag and text with the tags around it and the one before it; None if a tag is not closed in its turn."""
    bare = _VALUES.sub("=", html)
    found, path, before = set(), ["page" if is_page(html) else "fragment"], [""]
    for piece in bare.split("<")[1:]:
        tag, _end, words = piece.partition(">")
        name = tag.split(maxsplit=1)[0].rstrip("/") if tag.strip("/") else tag
        if tag.startswith("/"):
            if path.pop() != tag[1:].rstrip():
                return None
            before.pop()
        else:
            found.add((*path, before[-1], tag))
            before[-1] = name
            if name not in _VOID and not tag.endswith("/") and not name.startswith("!"):
                path.append(name)
                before.append("")
        if words and not words.isspace():
            found.add((*path, before[-1], "words" if _WORDS.fullmatch(words) else words) if path else (words,))
    return found if len(path) == 1 else None
