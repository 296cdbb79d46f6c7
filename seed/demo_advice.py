"""Consultations of the demonstration: what people ask about complaining (20)."""

from datetime import datetime, timedelta

from extensions import write
from models.consultation import Consultation, Means
from rules.complaint_routing import Subject
from seed.demo_people import user

_GIVEN = (
    ("legal_officer", Means.TELEPHONE, Subject.RESULT, "Ахметов Даулет",
     "Куда жаловаться, если отказали в выдаче сертификата?",
     "В Министерство, кабинет № 2502 (пункт 21). Можно обратиться и в суд (пункт 23)."),
    ("legal_officer", Means.IN_PERSON, Subject.COMMITTEE_SERVICE, "",
     "В канцелярии пришлось ждать больше часа.",
     "Жалоба подается на имя руководителя Комитета, кабинет № 1706 (пункт 22). Помогли составить."),
    ("center_head", Means.IN_PERSON, Subject.CENTER_SERVICE, "Сейітқали Айжан",
     "Оператор не принял копию договора без печати.",
     "Жалоба подается на имя руководителя Центра или РГП «Центр» (пункт 22)."),
    ("legal_officer", Means.LETTER, None, "ТОО «Степь-Импорт»",
     "Что должно быть в жалобе и когда ответят?",
     "Отправлен перечень по пункту 24 и срок ответа."),
)  # fmt: skip


def consult(now: datetime) -> None:
    """Enter them, one an hour up to an hour ago."""
    for hours, (login, means, subject, asked_by, question, answer) in enumerate(reversed(_GIVEN), start=1):
        with write():
            given = Consultation(means=means, subject=subject, asked_by=asked_by, question=question, answer=answer)
            given.give(user(login).actor(), now - timedelta(hours=hours))
