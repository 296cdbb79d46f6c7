"""Takes a filing from the counter to the applicant's hands over HTTP, each act by its person at its moment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rules.requirements import required_documents, review_subjects
from rules.terms import Service
from tests.conftest import PASSWORD
from tests.filings.filing import Filing, file_of, squeezed
from tests.server import Server
from tests.visitor import Answer, Visitor

PAGES = {
    "result": "prepare/result",
    "refusal": "prepare/refusal",
    "incompleteness_refusal": "prepare/incompleteness-refusal",
}


class Run:
    """One filing under way on a server. `application_id` is 0 until it is registered."""

    def __init__(self, server: Server, filing: Filing) -> None:
        self.server, self.filing = server, filing
        self.draft, self.application_id = 0, 0
        self.people: dict[str, Visitor] = {}
        self.findings: list[dict[str, Any]] = []

    # --- People and moments ------------------------------------------------------------------------------

    def at(self, moment: str) -> None:
        """It is this moment; everybody signs in anew, for sign-ins end without use."""
        self.server.set_clock(moment)
        self.people.clear()

    def person(self, login: str) -> Visitor:
        if login not in self.people:
            self.people[login] = Visitor(self.server).sign_in(login)
        return self.people[login]

    def case(self) -> dict[str, Any]:
        """The case as it stands in the database."""
        (row,) = self.server.rows("SELECT * FROM application WHERE id = :id", id=self.application_id)
        return row

    def papers(self, kind: str) -> list[dict[str, Any]]:
        statement = "SELECT * FROM document WHERE application_id = :id AND kind = :kind ORDER BY id"
        return self.server.rows(statement, id=self.application_id, kind=kind)

    # --- Intake ------------------------------------------------------------------------------------------

    def type_in(self) -> None:
        """Begin a draft, fill in every step and attach the documents."""
        begun = self.filing["begun"]
        self.at(begun["at"])
        clerk = self.person(begun["by"])
        first = {"service": self.filing["service"], "channel": self._center(self.filing["channel"])}
        self.draft = int(clerk.submit("/intake/", first).must(303).location.split("/")[2])
        for step in self.filing.steps:
            self._fill(clerk, step)
        for one in self.filing["attachments"]:
            self._attach(clerk, one)

    def register(self) -> None:
        """From an empty draft to the receipt."""
        self.type_in()
        registered = self.filing["registered"]
        self.at(registered["at"])
        clerk = self.person(registered["by"])
        check = clerk.get(f"/intake/{self.draft}/check").must(200)
        _assert_shown(check, self.filing)
        confirmed = {f"confirm_{name}": "y" for name in registered.get("confirm", [])}
        answer = clerk.send(check.form("/register"), confirmed).must(303)
        self.application_id = int(answer.location.rpartition("/")[2])

    def _center(self, typed: str) -> str:
        """What is sent for "center:3/14" or "3/14": forms name a Center by its row."""
        kind, _colon, key = typed.rpartition(":")
        branch, slash, row = key.partition("/")
        if not slash:
            return typed
        found = self.server.rows(
            "SELECT id FROM center WHERE branch_no = :branch AND row_no = :row", branch=int(branch), row=int(row)
        )
        return f"{kind}:{found[0]['id']}" if kind else str(found[0]["id"])

    def _fill(self, clerk: Visitor, step: dict[str, Any]) -> None:
        """Type a step in and go on. What is wrong in it comes back at its field, as it was typed."""
        url = f"/intake/{self.draft}/{step['step']}"
        prefix = "goods" if step["step"] == "guarantee" else "forms"
        typed = {name: self._center(v) if name.endswith("center") else v for name, v in step.get("values", {}).items()}
        if "pasted" in step:
            clerk.submit(url, {"pasted": self.filing.table, "go": "paste"}, action=url).must(303)
        for number, row in enumerate(step.get("rows", [])):
            if number:
                clerk.submit(url, {**typed, "go": "add"}, action=url).must(303)
            typed |= {f"{prefix}-{number}-{name}": text for name, text in row.items()}
        wrong = step.get("wrong", [])
        answer = clerk.submit(url, {**typed, "go": "continue"}, action=url).must(422 if wrong else 303)
        if wrong:
            kept = dict(answer.form(url).fields)
            assert {name: kept.get(name) for name in typed} == typed
            assert all(f'id="{name}-error"' in answer.text for name in wrong)

    def _attach(self, clerk: Visitor, one: dict[str, Any]) -> None:
        url = f"/intake/{self.draft}/documents/{one['kind']}"
        values = {"title": one["title"], "file": (one["file"], file_of(one["file"]))}
        if one.get("original_shown"):
            values["original_shown"] = "y"
        clerk.submit(url, values, action=f"/documents/{one['kind']}").must(303)

    # --- Acts --------------------------------------------------------------------------------------------

    def act(self, act: dict[str, Any]) -> None:
        """One act of the file. Where it says so, its page must not offer it, or it must be refused with these words."""
        self.at(act["at"])
        page, action, values = ACTS[act["act"]](self, act)
        who = self.person(act["who"])
        shown = who.get(page).must(200)
        if act.get("closed"):
            assert not _has_form(shown, action), f"{page} offers {action}"
        else:
            assert not [one for one in act.get("not_offered", []) if f"ground_{one}" in shown.text]
            if "sent_at" in act:
                self.server.set_clock(act["sent_at"])
            answer = who.send(shown.form(action), values)
            if act["act"] == "hand_out":
                answer = self._confirm_visit(who, answer)
            answer.must(act.get("answer", 303))
            shown = answer if "answer" in act else shown
        missing = [text for text in act.get("says", []) if squeezed(text) not in squeezed(shown.words)]
        assert not missing, f"{act['act']} at {act['at']} does not say {missing}: {shown.words[:600]}"

    def assign(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        (officer,) = self.server.rows('SELECT id FROM "user" WHERE login = :login', login=act["officer"])
        return "/cases/?tab=unassigned", "/assign", {"case": str(self.application_id), "officer": str(officer["id"])}

    def check_completeness(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        """A finding for each document required; the last one is the act that is answered."""
        service = Service(self.filing["service"])
        intermediary = bool(self.filing.values("guarantee").get("is_intermediary"))
        notes = act.get("notes", {})
        return self._findings(act, "completeness", [
            (one.code, dict(zip(("outcome", "note"), notes.get(one.code, ("present", "")), strict=True)))
            for one in required_documents(service, is_intermediary=intermediary)
        ])  # fmt: skip

    def review(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        """A finding for each group of boxes, or for each information form."""
        service, remarks = Service(self.filing["service"]), act.get("remarks", {})
        subjects = review_subjects(service, len(self.filing.form_rows))
        self.findings = act.get("findings", [{} for _ in subjects])
        return self._findings(act, "review", [
            (subject.code, {
                "outcome": "remark" if subject.code in remarks else "conforms",
                "note": remarks.get(subject.code, ""), **given,
            })
            for subject, given in zip(subjects, self.findings, strict=True)
        ])  # fmt: skip

    def _findings(
        self, act: dict[str, Any], stage: str, findings: list[tuple[str, dict[str, Any]]]
    ) -> tuple[str, str, dict[str, Any]]:
        base = f"/cases/{self.application_id}/checks/{stage}"
        for code, values in findings[:-1]:
            self.person(act["who"]).submit(f"{base}/{code}", values, action=f"{base}/{code}").must(303)
        code, values = findings[-1]
        return f"{base}/{code}", f"{base}/{code}", values

    def _of_case(self, page: str, values: dict[str, Any] | None = None) -> tuple[str, str, dict[str, Any]]:
        return f"/cases/{self.application_id}/{page}", f"/{page}", values or {}

    def start_review(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        return self._of_case("start-review")

    def recall(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        return self._of_case("recall")

    def withdraw(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        return self._of_case("withdraw", {"reason": act["reason"]})

    def prepare(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        """The officer's text; what the preview shows is a PDF before it is sent."""
        values: dict[str, Any] = {name: str(act[name]) for name in ("originals", "reasons") if name in act}
        for ground, words in act.get("grounds", {}).items():
            values |= {f"ground_{ground}": "y", f"text_{ground}": words}
        if not act.get("closed"):
            preview = f"/cases/{self.application_id}/preview.pdf?kind={act['kind']}"
            assert self.person(act["who"]).get(preview).must(200).body.startswith(b"%PDF")
        return self._of_case(PAGES[act["kind"]], values)

    def sign(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        """Prepare for signing, read the very bytes, sign with the password; or record what was signed by hand."""
        page, signatory = f"/signing/{self.application_id}", self.person(act["who"])
        if not act.get("closed"):
            signatory.submit(page, action="/prepare").must(303)
            if "on_paper" in act:  # made anew, without the words of the electronic signature
                signatory.submit(page, action="/prepare").must(303)
            (entry,) = self.server.rows(
                "SELECT document_id FROM register_entry WHERE application_id = :id AND status = 'reserved'",
                id=self.application_id,
            )
            read = signatory.get(f"/documents/{entry['document_id']}").must(200)
            assert read.body.startswith(b"%PDF")
        if "on_paper" in act:
            values = {"paper-is_signed": "y", "paper-password": PASSWORD,
                      "paper-scan": (act["on_paper"], file_of(act["on_paper"]))}  # fmt: skip
            return page, "/sign-on-paper", values
        return page, f"{page}/sign", {"has_read": "y", "password": PASSWORD}

    def dispatch(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        return f"/hand-out/dispatch?case={self.application_id}", "/dispatch", {}

    def confirm_arrival(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        return f"/hand-out/{self.application_id}/arrival", "/arrival", {}

    def hand_out(self, act: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        return f"/hand-out/{self.application_id}", f"/hand-out/{self.application_id}", act["visit"]

    def _confirm_visit(self, who: Visitor, shown: Answer) -> Answer:
        """What will be recorded stands on a page of its own; confirmed, it is."""
        confirmed = who.send(shown.must(200).form(), {"step": "record"}).must(303)
        who.get(confirmed.location).must(200)
        return confirmed


Act = Callable[[Run, dict[str, Any]], tuple[str, str, dict[str, Any]]]
"""Answers with the page of an act, the address its form goes to, and what is typed into it."""
ACTS: dict[str, Act] = {
    "assign": Run.assign, "check_completeness": Run.check_completeness, "start_review": Run.start_review,
    "review": Run.review, "prepare": Run.prepare, "recall": Run.recall, "sign": Run.sign, "dispatch": Run.dispatch,
    "confirm_arrival": Run.confirm_arrival, "hand_out": Run.hand_out, "withdraw": Run.withdraw,
}  # fmt: skip


def _has_form(answer: Answer, action: str) -> bool:
    try:
        answer.form(action)
    except AssertionError:
        return False
    return True


def _assert_shown(page: Answer, filing: Filing) -> None:
    """The page shows every text as it was typed."""
    shown = squeezed(page.words)
    missing = [text for text in filing.typed_texts() if squeezed(text) not in shown]
    assert not missing, f"{page.url} does not show {missing[:5]}"


def check_pages(run: Run) -> None:
    """Every page of the case opens for one who may only read, and shows what was typed."""
    auditor = run.person("auditor")
    for page in ("", "documents", "checks", "decision", "history"):
        auditor.get(f"/cases/{run.application_id}/{page}").must(200)
    _assert_shown(auditor.get(f"/cases/{run.application_id}/application").must(200), run.filing)


def moment(stored: str) -> datetime:
    """A moment as either database gives it."""
    given = datetime.fromisoformat(stored)
    return given if given.tzinfo else given.fromisoformat(f"{stored}+00:00")
