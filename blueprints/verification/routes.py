"""The check of a paper by whoever holds it: in Russian, in Kazakh (?lang=kk), in English (?lang=en).

It asks and never writes. Answers are counted by address (VERIFY_LIMIT), and a code has 100 random bits, so that no
paper can be found by trying. A file stays in memory and is gone with the answer.
"""

from datetime import date
from typing import Any

from flask import Response, abort, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests

from blueprints import public_language
from blueprints.access import public
from blueprints.formatting import page_locale
from blueprints.htmx import redirect_303
from blueprints.public_language import asked_language
from blueprints.verification import bp
from blueprints.verification.words import BAD_FILES, FACTS, KINDS
from blueprints.words import SERVICE_NAMES
from documents.authenticity import Answer, by_code, by_file
from documents.parts import printed_date
from documents.shown import told_in
from documents.verify import BadFile
from extensions import clock, limiter
from forms.verification import CodeForm, FileForm
from rules.verification import grouped, read_code

LANGUAGES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}
often = limiter.shared_limit(
    lambda: current_app.config["VERIFY_LIMIT"],
    scope="verify",
    exempt_when=lambda: not current_app.config["VERIFY_LIMITED"],
)


@bp.url_value_preprocessor
def speak(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """English is among the languages here."""
    public_language.speak(LANGUAGES)


@bp.after_request
def keep_out_of_catalogues(response: Response) -> Response:
    """An address with a code is for those who have the paper."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.get("/verify")
@public
def verify() -> ResponseReturnValue:
    """The page that asks for a code or a file; a typed code leads to its answer."""
    if "code" not in request.args:
        return _asking()
    form = CodeForm(formdata=request.args)
    if not form.validate():
        return _asking(code_form=form)
    code = read_code(form.code.data or "") or ""
    return redirect_303(url_for("verification.answer", typed=grouped(code), **asked_language()))


@bp.get("/verify/<typed>", strict_slashes=False)
@public
@often
def answer(typed: str) -> ResponseReturnValue:
    """What the QR code leads to: the answer to a code. One that is none is as unknown as one that was never drawn."""
    return _answer(by_code(typed, clock.now()), is_file=False)


@bp.post("/verify")
@public
@often
def verify_file() -> ResponseReturnValue:
    """The answer to a file."""
    form = FileForm()
    if not form.validate():
        return _asking(file_form=form)
    content = form.file.data.read(current_app.config["VERIFY_MAX_BYTES"] + 1)
    if len(content) > current_app.config["VERIFY_MAX_BYTES"]:
        abort(413)
    try:
        found = by_file(content, clock.now())
    except BadFile as bad:
        form.file.errors = [BAD_FILES[bad.reason]]
        return _asking(file_form=form)
    return _answer(found, is_file=True)


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The same page with the reason, whether the file was read or refused by its announced length."""
    form = FileForm(formdata=None)
    limit = current_app.config["VERIFY_MAX_BYTES"] // 1024 // 1024
    form.file.errors = [gettext("The file is larger than %(limit)s MiB", limit=limit)]
    return make_response(_page("verify", code_form=CodeForm(formdata=None), file_form=form), 413)


@bp.errorhandler(CSRFError)
def open_too_long(_error: CSRFError) -> ResponseReturnValue:
    """Nobody signs in here: the page is given anew, with the reason."""
    form = FileForm(formdata=None)
    form.file.errors = [gettext("The page was open for too long. Choose the file again")]
    return make_response(_page("verify", code_form=CodeForm(formdata=None), file_form=form), 400)


@bp.errorhandler(TooManyRequests)
def too_often(_error: TooManyRequests) -> ResponseReturnValue:
    """Who has asked too often is told so in their language, and when to come back."""
    return make_response(_page("too_often"), 429)


def _asking(code_form: CodeForm | None = None, file_form: FileForm | None = None) -> Response:
    refused = code_form or file_form
    body = _page(
        "verify", code_form=code_form or CodeForm(formdata=None), file_form=file_form or FileForm(formdata=None)
    )
    return make_response(body, 422 if refused else 200)


def _answer(found: Answer, *, is_file: bool) -> Response:
    return make_response(_page("answer", answer=found, told=told_in(found.shown, page_locale()), is_file=is_file))


def _page(name: str, **context: object) -> str:
    words = {"kinds": KINDS, "facts": FACTS, "services": SERVICE_NAMES}
    return render_template(f"verification/{name}.html", languages=LANGUAGES, asked=asked_language(), **words, **context)


@bp.app_template_filter("paper_date")
def paper_date(value: date | str) -> str:
    """A date as papers write it, from what is kept of a paper."""
    return printed_date(date.fromisoformat(value) if isinstance(value, str) else value)
