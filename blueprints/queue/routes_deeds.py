"""What is done at a window: sitting down and getting up, calling, ending a visit, beginning a filing."""

from datetime import datetime

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.access import requires
from blueprints.acts import Outdated, act, expect_version
from blueprints.queue import bp
from blueprints.queue.places import own_place
from blueprints.queue.routes import choose
from models.draft import Draft
from models.queue import Ticket
from models.queue_place import QueuePlace
from models.user import Actor
from models.window import Window
from rules.permissions import Permission
from rules.queue import TicketState
from rules.terms import Place, Service
from rules.workflow import ActionRefused, Barred

DEEDS = {
    "recall": Ticket.recall,
    "come": Ticket.come,
    "miss": Ticket.miss,
    "serve": Ticket.serve,
    "leave": Ticket.leave,
}


def _my_window(here: QueuePlace, actor: Actor, now: datetime) -> Window:
    """The window where this person sits; its row is held, so that its acts come one after another."""
    mine = Window.of_person(here, actor, now, lock=True)
    if mine is None:
        raise ActionRefused(Barred("not_at_window"))
    return mine


def _my_visitor(here: QueuePlace, mine: Window, now: datetime) -> Ticket:
    """The visitor whom the page showed, at the version that it showed."""
    link = url_for("queue.window", place=here.code)
    visitor = mine.visitor(now)
    if visitor is None or request.form.get("ticket") != str(visitor.id):
        raise Outdated(link=link)
    expect_version(visitor, link=link)
    return visitor


@bp.post("/<place>/window/take")
@requires(Permission.SERVE_QUEUE)
def take_window(place: str) -> ResponseReturnValue:
    """Sit down at a window of the place."""
    here = own_place(place)
    wanted = request.form.get("window", "")
    if wanted not in [str(one.id) for one in Window.of_place(here)]:
        return choose(here, 422, _("Choose a window"))

    def work(actor: Actor, now: datetime) -> str:
        next(one for one in Window.of_place(here, lock=True) if str(one.id) == wanted).take(actor, now)
        return url_for("queue.window", place=place)

    return act(work)


@bp.post("/<place>/window/get-up")
@requires(Permission.SERVE_QUEUE)
def leave_window(place: str) -> ResponseReturnValue:
    here = own_place(place)

    def work(actor: Actor, now: datetime) -> str:
        _my_window(here, actor, now).leave(actor, now)
        return url_for("queue.window", place=place)

    return act(work)


@bp.post("/<place>/window/call")
@requires(Permission.SERVE_QUEUE)
def call_next(place: str) -> ResponseReturnValue:
    """Call whoever came first."""
    here = own_place(place)
    called: list[Ticket | None] = []

    def work(actor: Actor, now: datetime) -> str:
        called.append(_my_window(here, actor, now).call_next(actor, now))
        return url_for("queue.window", place=place)

    response = act(work)
    if called == [None]:
        flash(_("Nobody waits."))
    return response


@bp.post(f"/<place>/window/<any({', '.join(DEEDS)}):deed>")
@requires(Permission.SERVE_QUEUE)
def do(place: str, deed: str) -> ResponseReturnValue:
    """One act on the visitor at my window."""
    here = own_place(place)

    def work(actor: Actor, now: datetime) -> str:
        visitor = _my_visitor(here, _my_window(here, actor, now), now)
        DEEDS[deed](visitor, actor, now)
        return url_for("queue.window", place=place)

    return act(work)


@bp.post("/<place>/window/filing")
@requires(Permission.SERVE_QUEUE)
def begin_filing(place: str) -> ResponseReturnValue:
    """Begin a filing under the visitor's ticket; a visitor may make several."""
    here = own_place(place)
    wanted = request.form.get("service", "")
    if wanted not in tuple(Service):
        abort(422, _("Choose the service"))

    def work(actor: Actor, now: datetime) -> str:
        visitor = _my_visitor(here, _my_window(here, actor, now), now)
        if visitor.state is TicketState.CALLED:
            visitor.come(actor, now)
        channel = Place.CENTER if here.center else Place.COMMITTEE
        draft = Draft.begin(Service(wanted), channel, here.center_id, actor, now, visitor.id)
        return url_for("intake.step", draft_id=draft.id, step="filing")

    return act(work)
