"""Every message that goes through gettext has its Russian and its Kazakh, with the same places to fill."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
PLACES = re.compile(r"%\((\w+)\)[sd]|%[sd]")
LATIN = re.compile("[A-Za-z]{4,}")
CYRILLIC = re.compile("[А-Яа-яЁё]")
LANGUAGES = {"ru": 3, "kk": 2}
"""Each language of the screen, with the number of its plural forms."""
NAMES = frozenset({"JPEG", "TIFF", "XLSX", "holidays", "Call", "name", "example", "NCALayer"})
"""Latin words that a translation keeps: kinds of files, programs, and the address that shows how to write one."""
ALIKE = frozenset({
    "%(minutes)s мин %(seconds)s с", "%(minutes)s мин", "%(num)d файл", "%(seconds)s с", "%(size)s КБ", "%(size)s МБ",
    "Астана", "Аудитор", "Бланк", "Код", "Комитет", "Консоль", "Наурыз мейрамы", "Паспорт", "Портал", "Сертификат",
    "Телефон", "Технология", "Файл", "Факс", "консоль", "сб", "ср",
})  # fmt: skip
"""Words that are spelt the same in Russian and in Kazakh."""
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


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
def catalog(language: str) -> Catalog:
    with (ROOT / f"translations/{language}/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


def places(text: str) -> set[str]:
    return {found.group() for found in PLACES.finditer(text)}


def forms_of(language: str, message: str | tuple[str, ...]) -> list[str]:
    """The words for a message: one text, or one for each plural form; nothing where there is none."""
    found: Message | None = catalog(language).get(message if isinstance(message, str) else message[0])
    if found is None or not found.string:
        return []
    return [found.string] if isinstance(found.string, str) else list(found.string)


@in_each_language
def test_every_message_has_its_words(language):
    missing = sorted(
        f"{where[0]}: {message}"
        for message, where in extracted().items()
        if not (forms := forms_of(language, message)) or not all(forms)
    )
    assert not missing, "\n".join([f"{len(missing)} without a translation", *missing])


@in_each_language
def test_no_translation_waits_to_be_looked_at(language):
    assert not [message.id for message in catalog(language) if message.id and message.fuzzy]


@in_each_language
def test_a_translation_fills_the_same_places(language):
    wrong = []
    for message in extracted():
        allowed = [places(source) for source in ([message] if isinstance(message, str) else message)]
        wrong += [(message, text) for text in forms_of(language, message) if text and places(text) not in allowed]
    assert not wrong


@in_each_language
def test_a_count_has_all_the_forms_that_the_language_needs(language):
    assert catalog(language).num_plurals == LANGUAGES[language]
    counted = [message for message in extracted() if isinstance(message, tuple)]
    assert counted
    assert not [message for message in counted if len(forms_of(language, message)) != LANGUAGES[language]]


@in_each_language
def test_nothing_is_left_in_english(language):
    # A word of Latin letters came through from the message; names are the same in every language.
    left = [
        text
        for message in extracted()
        for text in forms_of(language, message)
        if set(LATIN.findall(PLACES.sub("", text))) - NAMES
    ]
    assert not left


def test_what_is_kazakh_is_not_the_russian_over_again():
    alike = {
        text
        for message in extracted()
        for text in forms_of("kk", message)
        if CYRILLIC.search(text) and text in forms_of("ru", message)
    }
    assert not alike - ALIKE
    assert not ALIKE - alike, "not needed any more"


def test_no_filter_words_a_constant():
    """Jinja puts a constant through its filter once and keeps the words, in the first reader's language, for all."""
    constant = re.compile(r"[({]\s*[\"'][^\"']*[\"']\s*\|\s*(?!format\b)\w+")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for match in constant.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_templates_hold_no_words_of_their_own():
    """English msgids in the templates; the decree's Russian is data and comes from the wording."""
    bare = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if CYRILLIC.search(text):
            bare.append(path.relative_to(ROOT).as_posix())
    assert not bare


def not_said(tree: ast.Module) -> set[int]:
    """The strings that nobody is told: docstrings, and data that a table gives translated words for."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    tables = [node for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    keys = {
        id(key)
        for table in tables
        for key, value in zip(table.keys, table.values, strict=True)
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "_"
    }
    return docstrings | keys


def test_code_holds_no_sentences_of_its_own():
    """Two Russian words in one string of the code are a sentence that nobody can translate."""
    sentence = re.compile("[А-Яа-яЁё]{3,} [А-Яа-яЁё]{3,}")
    bare = []
    for folder in ("blueprints", "forms", "models", "rules", "documents", "jobs", "cli"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            untold = not_said(tree)
            bare += [
                f"{path.relative_to(ROOT)}:{node.lineno}: {node.value[:60]}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in untold
                and sentence.search(node.value)
            ]
    assert not bare, "\n".join(bare)
