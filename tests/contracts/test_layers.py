"""Who may import whom (style.md): blueprints, jobs, cli → documents, forms → models → rules, and never back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = {"rules": 0, "models": 1, "documents": 2, "forms": 2, "blueprints": 3, "jobs": 3, "cli": 3}
SIDE_BY_SIDE = frozenset({("documents", "forms"), ("forms", "documents"), ("blueprints", "cli"), ("cli", "blueprints")})
WEB = frozenset({"flask", "flask_login", "flask_wtf", "flask_babel", "flask_sqlalchemy", "flask_migrate", "wtforms"})
OURS = [*LAYERS, "seed", "tests"]
TOP = ("app", "config", "extensions", "gunicorn.conf")
LONGEST = 400


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    """Every module named in an import, wherever in the file it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def offences(path: Path) -> list[str]:
    """What a file imports against the direction of its layer."""
    layer = path.relative_to(ROOT).parts[0]
    found = []
    for module in imports_of(path):
        other = module.split(".")[0]
        if other == layer or other not in LAYERS:
            continue
        if LAYERS[other] > LAYERS[layer] or (layer, other) in SIDE_BY_SIDE:
            found.append(f"{path.relative_to(ROOT)} imports {module}")
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_those_below_it(layer):
    assert not [line for path in sources(layer) for line in offences(path)]


def test_the_direction_would_be_noticed_if_it_were_broken():
    assert LAYERS["rules"] < LAYERS["models"] < LAYERS["forms"] < LAYERS["blueprints"]
    assert "rules.terms" in set(imports_of(ROOT / "models/application.py"))


def test_rules_know_neither_the_web_nor_the_database():
    known = {name.split(".")[0] for path in sources("rules") for name in imports_of(path)}
    assert not known & (WEB | {"sqlalchemy", "extensions", "config", "app", "alembic"})


def test_models_know_nothing_of_requests():
    known = {name.split(".")[0] for path in sources("models") for name in imports_of(path)}
    assert not known & (WEB - {"flask_login"}), "UserMixin is all that a model takes from the web"


def test_nobody_imports_the_application_but_what_starts_it():
    importers = {
        path.relative_to(ROOT).as_posix()
        for path in sources(*OURS)
        if {"app", "wsgi"} & {name.split(".")[0] for name in imports_of(path)}
    }
    assert all(name.startswith("tests/") for name in importers), importers


def test_the_clock_is_asked_in_one_place_only():
    asking = []
    for path in [*sources(*LAYERS), *(ROOT / f"{name}.py" for name in TOP)]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in ("now", "today", "utcnow")
                and isinstance(node.value, ast.Name)
            ):
                if node.value.id in ("datetime", "date"):
                    asking.append(path.relative_to(ROOT).as_posix())
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "time":
                asking.append(path.relative_to(ROOT).as_posix()) if node.attr == "time" else None
    assert set(asking) == {"extensions.py"}


def test_models_never_commit():
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources("models", "forms", "documents", "rules"))
    assert "session.commit(" not in text


@pytest.mark.parametrize("folder", [*OURS, "templates"])
def test_no_file_grows_past_what_can_be_read_at_once(folder):
    files = [p for p in (ROOT / folder).rglob("*") if p.suffix in (".py", ".html") and "vendor" not in p.parts]
    long = {p.relative_to(ROOT).as_posix(): n for p in files if (n := len(p.read_text("utf-8").splitlines())) > LONGEST}
    assert not long


def test_there_is_no_drawer_for_everything():
    drawers = {"utils.py", "helpers.py", "manager.py", "service.py", "services.py", "common.py", "misc.py"}
    assert not [path for path in sources(*OURS) if path.name in drawers]


def test_the_factory_only_wires():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) < 80
