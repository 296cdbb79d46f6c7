"""Every message that the code and the templates pass through gettext has its Russian, with the same places to fill."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
PLACES = re.compile(r"%\((\w+)\)[sd]|%[sd]")
CYRILLIC = re.compile("[А-Яа-яЁё]")


@cache
def extracted() -> dict[str | tuple[str, ...], list[str]]:
    """Each message with the places where it stands."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)
    found: dict[str | tuple[str, ...], list[str]] = defaultdict(list)
    wanted = [(pattern, method) for pattern, method in methods]
    # Only our own folders: a virtual environment stands beside them.
    for folder in sorted({pattern.split("/")[0] for pattern, _method in wanted if "/" in pattern}):
        if not (ROOT / folder).is_dir():
            continue
        inner = [(pattern.split("/", 1)[1], method) for pattern, method in wanted if pattern.startswith(f"{folder}/")]
        inner_options = {p.split("/", 1)[1]: o for p, o in options.items() if p.startswith(f"{folder}/")}
        for name, line, message, _comments, _context in extract_from_dir(
            ROOT / folder, inner, inner_options, keywords=KEYWORDS
        ):
            found[message].append(f"{folder}/{name}:{line}")
    return found


@cache
def russian() -> Catalog:
    with (ROOT / "translations/ru/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="ru")


def translated(message: str | tuple[str, ...]) -> Message | None:
    return russian().get(message if isinstance(message, str) else message[0])


def places(text: str) -> set[str]:
    return {found.group() for found in PLACES.finditer(text)}


def forms_of(found: Message | None) -> list[str]:
    """The Russian of a message: one text, or one for each plural form; nothing where there is none."""
    if found is None or not found.string:
        return []
    return [found.string] if isinstance(found.string, str) else list(found.string)


def is_complete(message: str | tuple[str, ...]) -> bool:
    forms = forms_of(translated(message))
    return bool(forms) and all(forms)


def test_every_message_has_its_russian():
    missing = sorted(f"{where[0]}: {message}" for message, where in extracted().items() if not is_complete(message))
    assert not missing, "\n".join([f"{len(missing)} without a translation", *missing])


def test_no_translation_waits_to_be_looked_at():
    assert not [message.id for message in russian() if message.id and message.fuzzy]


def test_a_translation_fills_the_same_places():
    wrong = []
    for message in extracted():
        allowed = [places(source) for source in ([message] if isinstance(message, str) else message)]
        wrong += [(message, text) for text in forms_of(translated(message)) if text and places(text) not in allowed]
    assert not wrong


def test_a_count_has_all_the_forms_that_russian_needs():
    counted = [message for message in extracted() if isinstance(message, tuple)]
    assert counted
    assert not [message for message in counted if len(forms_of(translated(message))) != 3]


def test_what_is_translated_is_russian():
    # A message of letters that came through unchanged was forgotten; names and signs are the same in both.
    unchanged = [m.id for m in russian() if isinstance(m.id, str) and m.id and m.string == m.id]
    assert not [words for words in unchanged if re.search("[a-z]{4}", words)]


def test_templates_hold_no_words_of_their_own():
    """English msgids in the templates; the decree's Russian is data and comes from the wording."""
    bare = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if CYRILLIC.search(text):
            bare.append(path.relative_to(ROOT).as_posix())
    assert not bare


def test_code_holds_no_sentences_of_its_own():
    """Two Russian words in one string of the code are a sentence that nobody can translate."""
    sentence = re.compile("[А-Яа-яЁё]{3,} [А-Яа-яЁё]{3,}")
    bare = []
    for folder in ("blueprints", "forms", "models", "rules", "documents", "cli"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            bare += [
                f"{path.relative_to(ROOT)}:{node.lineno}: {node.value[:60]}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docstrings
                and sentence.search(node.value)
            ]
    assert not bare, "\n".join(bare)
