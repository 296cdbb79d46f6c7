"""Forms of the accounts blueprint: sign-in, one's own password, accounts, substitutions. None of them is statutory."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField, SelectMultipleField, StringField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from forms.text import DayField, LineField, printable
from forms.validators import Wrong, check_email
from models.user import MIN_PASSWORD_LENGTH, RoleGrant, User
from rules.complaint_routing import Addressee
from rules.permissions import BODY_ROLES, BRANCH_ROLES, CENTER_ROLES, Role

LONGEST_PASSWORD = 200
_FILL_IN = _("Fill in this field")


def _nobody() -> SelectChoice:
    return SelectChoice("", _("Not chosen"))


class SignInForm(FlaskForm):
    """Login and password. What is wrong with them is never told apart."""

    login = StringField(_("Login"), [DataRequired(_FILL_IN)], filters=[lambda text: printable(text or "")])
    password = PasswordField(_("Password"), [DataRequired(_FILL_IN)])
    next = HiddenField()


class ChangePasswordForm(FlaskForm):
    """A new password of one's own; the old one is asked for, so that a screen left open gives nothing away."""

    current = PasswordField(_("Present password"), [DataRequired(_FILL_IN)])
    new = PasswordField(
        _("New password"),
        [
            DataRequired(_FILL_IN),
            Length(min=MIN_PASSWORD_LENGTH, message=_("A password has at least %(min)d characters")),
            Length(max=LONGEST_PASSWORD, message=_("Shorten this to %(max)d characters or fewer")),
        ],
    )
    again = PasswordField(_("New password once more"), [DataRequired(_FILL_IN)])

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user

    def validate_current(self, field: PasswordField) -> None:
        if not self.user.has_password(field.data[: LONGEST_PASSWORD + 1]):
            raise ValidationError(_("This is not your present password"))

    def validate_new(self, field: PasswordField) -> None:
        if field.data.casefold() == self.user.login:
            raise ValidationError(_("The password must not be your login"))
        if field.data == self.current.data:
            raise ValidationError(_("The new password must differ from the present one"))

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.new.data:
            raise ValidationError(_("The two do not match"))


def _deliverable(_form: FlaskForm, field: StringField) -> None:
    """An address that a mail server takes as it stands: plain letters, and nothing that ends a header."""
    try:
        check_email(field.data)
        if not field.data.isascii():
            raise Wrong(_("Write the e-mail address in Latin letters"))
    except Wrong as wrong:
        raise ValidationError(str(wrong)) from wrong


class BoxesField(SelectMultipleField):
    """Choices as boxes to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class UserForm(FlaskForm):
    """An account: who it is, and what they may do. Roles at a Center, a branch or an outside body say of which."""

    login = LineField(
        _("Login"),
        [Regexp(r"^[a-z0-9][a-z0-9._-]*$", message=_("Small Latin letters, digits, point, hyphen and underscore"))],
        longest=64,
        filters=[lambda text: text.casefold() if text else text],
    )
    full_name = LineField(_("Surname, given name, patronymic"), longest=200)
    post = LineField(_("Post"), longest=200, optional=True)
    email = LineField(_("E-mail address"), [_deliverable], longest=200, optional=True)
    # No check digit: certificates that the national authority makes for trying things out fail it.
    iin = LineField(_("IIN"), [Regexp(r"^[0-9]{12}$", message=_("12 digits"))], longest=12, optional=True)
    roles = BoxesField(_("Roles"))
    center = SelectField(_("Center of the operator or the head"))
    branch = SelectField(_("Branch of the branch head"))
    body = SelectField(_("Body that answers complaints"))

    def __init__(
        self, *, roles: list[SelectChoice], centers: list[SelectChoice], branches: list[SelectChoice],
        bodies: list[SelectChoice], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.roles.choices = roles
        self.center.choices = [_nobody(), *centers]
        self.branch.choices = [_nobody(), *branches]
        self.body.choices = [_nobody(), *bodies]

    @property
    def chosen(self) -> frozenset[Role]:
        """The roles ticked."""
        return frozenset(Role(value) for value in self.roles.data or () if value in set(Role))

    def validate_center(self, field: SelectField) -> None:
        if self.chosen & CENTER_ROLES and not field.data:
            raise ValidationError(_("Choose the Center where this person works"))
        if field.data and not self.chosen & CENTER_ROLES:
            raise ValidationError(_("Tick a role at this Center, or choose no Center"))

    def validate_branch(self, field: SelectField) -> None:
        if self.chosen & BRANCH_ROLES and not field.data:
            raise ValidationError(_("Choose the branch that this person heads"))
        if field.data and not self.chosen & BRANCH_ROLES:
            raise ValidationError(_("Tick the role of branch head, or choose no branch"))

    def validate_body(self, field: SelectField) -> None:
        if self.chosen & BODY_ROLES and not field.data:
            raise ValidationError(_("Choose the body that this person answers for"))
        if field.data and not self.chosen & BODY_ROLES:
            raise ValidationError(_("Tick the role of an officer of an outside body, or choose no body"))

    @property
    def grants(self) -> list[RoleGrant]:
        """The roles with what they are bound to."""
        return [
            RoleGrant(
                role=role,
                center_id=int(self.center.data) if RoleGrant.needs_center(role) else None,
                branch_no=int(self.branch.data) if RoleGrant.needs_branch(role) else None,
                body=Addressee(self.body.data) if RoleGrant.needs_body(role) else None,
            )
            for role in sorted(self.chosen)
        ]


class SubstitutionForm(FlaskForm):
    """Who acts for whom (и.о.), from which day to which, under which order."""

    absent = SelectField(_("Who is absent"), [DataRequired(_("Choose a person"))])
    substitute = SelectField(_("Who acts for them"), [DataRequired(_("Choose a person"))])
    order_number = LineField(_("Number of the order"), longest=64)
    order_date = DayField(_("Date of the order"))
    starts_on = DayField(_("First day"))
    ends_on = DayField(_("Last day"))

    def __init__(self, *, people: list[SelectChoice], today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.absent.choices = self.substitute.choices = [_nobody(), *people]
        self.today = today

    def validate_substitute(self, field: SelectField) -> None:
        if field.data and field.data == self.absent.data:
            raise ValidationError(_("Nobody can act for themselves"))

    def validate_order_date(self, field: DayField) -> None:
        if field.data and field.data > self.today:
            raise ValidationError(_("The order cannot be dated in the future"))

    def validate_ends_on(self, field: DayField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first"))
        if field.data and field.data < self.today:
            raise ValidationError(_("This time is over already"))
