"""Who may do what: each role's permissions, in one table.

Clause 17 asks for confidentiality and safekeeping: nobody sees what their duty does not need.
A person may hold several roles; their permissions add up.
"""

from enum import StrEnum


class Role(StrEnum):
    """A duty in the process; Center roles are bound to one Center, the branch head to a branch."""

    CLERK = "clerk"
    OFFICER = "officer"
    HEAD_OF_UNIT = "head_of_unit"
    SIGNATORY = "signatory"
    CENTER_OPERATOR = "center_operator"
    CENTER_HEAD = "center_head"
    BRANCH_HEAD = "branch_head"
    LEGAL_OFFICER = "legal_officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    BODY_OFFICER = "body_officer"
    """Of a body outside the Committee that complaints are addressed to; bound to that body."""


CENTER_ROLES = frozenset({Role.CENTER_OPERATOR, Role.CENTER_HEAD})
BRANCH_ROLES = frozenset({Role.BRANCH_HEAD})
BODY_ROLES = frozenset({Role.BODY_OFFICER})


class Permission(StrEnum):
    """One thing a person may do. Every view names the one it needs."""

    READ_CASES = "read_cases"
    """Open cases within one's scope: every case of the Committee, or those of one's Center or branch."""
    READ_ALL_CASES = "read_all_cases"
    """The scope is the whole Committee; without it, the Center or the branch of the role."""
    READ_WORKLIST = "read_worklist"
    READ_REGISTERS = "read_registers"
    FILE_AT_COMMITTEE = "file_at_committee"
    """Enter paper filings at the chancellery, and Portal filings with their time of arrival."""
    FILE_AT_CENTER = "file_at_center"
    FILE = "file"
    """Enter filings anywhere: held by whoever holds one of the two above."""
    ASSIGN = "assign"
    REVIEW = "review"
    SIGN = "sign"
    RECORD_WITHDRAWAL = "record_withdrawal"
    VOID = "void"
    REOPEN = "reopen"
    """Reopen a case upon an upheld complaint against its result (21)."""
    READ_SENDING = "read_sending"
    """See which packages of Centers are sent, and which are not yet (11)."""
    SEND_PACKAGE = "send_package"
    """Certify the electronic copy of what one's Center accepted, and send it."""
    READ_HAND_OUT = "read_hand_out"
    READ_UNCOLLECTED = "read_uncollected"
    """The Committee's own list of uncollected results (15)."""
    HAND_OUT = "hand_out"
    DISPATCH = "dispatch"
    """Send results to Centers and take uncollected ones back (7.5, 15)."""
    CONFIRM_ARRIVAL = "confirm_arrival"
    """Confirm at a Center that a result arrived, and send back what was not collected (15)."""
    READ_PAPERS = "read_papers"
    """See where the paper originals are (11)."""
    SEND_PAPERS = "send_papers"
    """Send paper originals from a Center to the Committee with a waybill (11)."""
    RECEIVE_PAPERS = "receive_papers"
    """Receive paper originals at the Committee, and keep the archive."""
    READ_BLANKS = "read_blanks"
    """See the numbered receipts printed for an outage, and what became of each (14.1)."""
    PRINT_BLANKS = "print_blanks"
    """Print numbered receipts for an outage at one's own place."""
    READ_QUEUE = "read_queue"
    """See the queue of one's place, its times and its shifts (7.2, 7.3)."""
    SERVE_QUEUE = "serve_queue"
    """Sit at a window and call visitors."""
    CLOSE_SHIFT = "close_shift"
    MANAGE_QUEUE = "manage_queue"
    """Set up windows and the addresses of tablets and boards; close the shift of somebody who is not there."""
    READ_REFERENCE = "read_reference"
    MANAGE_REFERENCE = "manage_reference"
    PLAN_MOBILE = "plan_mobile"
    """Enter and approve the timetables of mobile Centers (9.2): those of one's Center, or all with MANAGE_REFERENCE."""
    READ_USERS = "read_users"
    MANAGE_USERS = "manage_users"
    READ_AUDIT = "read_audit"
    READ_ADVICE = "read_advice"
    ADVISE = "advise"
    """Explain how to complain, help to prepare a complaint, enter it in the log (20)."""
    RUN_JOBS = "run_jobs"
    """See what runs by itself and run it now; set who is warned, and how long before."""
    REGISTER_COMPLAINT = "register_complaint"
    """Register complaints where one works, complete them, record that one is withdrawn (24, 25)."""
    RECORD_SENDING = "record_sending"
    """Record how a letter reached the complainant, and whether they are satisfied with the procedure (25)."""
    READ_COMPLAINTS = "read_complaints"
    """Open complaints within one's scope and free of one's own conflict of interest."""
    READ_ALL_COMPLAINTS = "read_all_complaints"
    HANDLE_COMPLAINT = "handle_complaint"
    ASSIGN_COMPLAINT = "assign_complaint"
    SIGN_REPLY = "sign_reply"
    """Sign the reply to a complaint addressed to whom one serves, and extend its term."""


P = Permission
_COMMITTEE = {P.READ_CASES, P.READ_ALL_CASES, P.READ_REGISTERS, P.READ_WORKLIST, P.READ_PAPERS, P.READ_REFERENCE}
"""Everybody's at the Committee."""
_SEEN_OF_COUNTERS = {P.READ_SENDING, P.READ_HAND_OUT, P.READ_PAPERS, P.READ_BLANKS, P.READ_QUEUE, P.READ_ADVICE}
_COUNTER = _SEEN_OF_COUNTERS | {
    P.READ_CASES, P.READ_REFERENCE, P.FILE, P.HAND_OUT, P.SERVE_QUEUE, P.CLOSE_SHIFT, P.ADVISE, P.REGISTER_COMPLAINT,
    P.READ_COMPLAINTS, P.RECORD_SENDING,
}  # fmt: skip
"""What is done at every counter, of a Center and of the chancellery."""
_CENTER = _COUNTER | {P.FILE_AT_CENTER, P.SEND_PACKAGE, P.SEND_PAPERS, P.CONFIRM_ARRIVAL, P.HANDLE_COMPLAINT}
_ANSWERING = {P.READ_COMPLAINTS, P.ASSIGN_COMPLAINT, P.SIGN_REPLY}
"""Of whom complaints are addressed to."""

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    role: frozenset(permissions)
    for role, permissions in {
        Role.CLERK: _COMMITTEE | _COUNTER | {
            P.FILE_AT_COMMITTEE, P.RECORD_WITHDRAWAL, P.DISPATCH, P.READ_UNCOLLECTED, P.RECEIVE_PAPERS, P.PRINT_BLANKS,
        },
        Role.OFFICER: _COMMITTEE | {P.REVIEW, P.RECORD_WITHDRAWAL},
        Role.HEAD_OF_UNIT: _COMMITTEE | {
            P.ASSIGN, P.VOID, P.RECORD_WITHDRAWAL, P.READ_SENDING, P.READ_QUEUE, P.MANAGE_QUEUE, P.CLOSE_SHIFT,
        },
        Role.SIGNATORY: _COMMITTEE | _ANSWERING | {P.SIGN},
        Role.CENTER_OPERATOR: _CENTER,
        Role.CENTER_HEAD: _CENTER | _ANSWERING | {P.PRINT_BLANKS, P.MANAGE_QUEUE, P.PLAN_MOBILE},
        Role.BRANCH_HEAD: _SEEN_OF_COUNTERS | {P.READ_CASES, P.READ_REFERENCE},
        Role.LEGAL_OFFICER: _COMMITTEE | {
            P.REOPEN, P.READ_ADVICE, P.ADVISE, P.REGISTER_COMPLAINT, P.READ_COMPLAINTS, P.HANDLE_COMPLAINT,
            P.ASSIGN_COMPLAINT, P.RECORD_SENDING,
        },
        Role.ADMINISTRATOR: {
            P.READ_REFERENCE, P.MANAGE_REFERENCE, P.PLAN_MOBILE, P.READ_USERS, P.MANAGE_USERS, P.RUN_JOBS, P.READ_QUEUE,
            P.MANAGE_QUEUE,
        },
        Role.AUDITOR: _COMMITTEE | _SEEN_OF_COUNTERS | {
            P.READ_USERS, P.READ_AUDIT, P.READ_UNCOLLECTED, P.READ_COMPLAINTS, P.READ_ALL_COMPLAINTS,
        },
        Role.BODY_OFFICER: _ANSWERING | {P.HANDLE_COMPLAINT, P.RECORD_SENDING},
    }.items()
}  # fmt: skip


def permissions_of(roles: "frozenset[Role] | set[Role]") -> frozenset[Permission]:
    """The permissions of several roles together."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))
