"""Which grounds each service has, and until when."""

from datetime import date

import pytest

from rules.refusal import Ground, clause_of, closed, closes_on, grounds_of, needs_text, open_grounds
from rules.terms import Service

COMPLETENESS, TERM = date(2013, 5, 6), date(2013, 5, 28)


def test_false_information_is_a_ground_of_the_certificate_only():
    assert grounds_of(Service.EUC) == (Ground.FALSE, Ground.INCOMPLETE, Ground.ART40)
    assert grounds_of(Service.CONCLUSION) == (Ground.INCOMPLETE, Ground.DEFECTS, Ground.ART40)
    with pytest.raises(KeyError):
        clause_of(Service.CONCLUSION, Ground.FALSE)


@pytest.mark.parametrize(
    ("service", "ground", "clause"),
    [
        (Service.EUC, Ground.FALSE, "E16.1"),
        (Service.EUC, Ground.INCOMPLETE, "E16.1"),
        (Service.EUC, Ground.ART40, "E16.2"),
        (Service.CONCLUSION, Ground.INCOMPLETE, "C16"),
        (Service.CONCLUSION, Ground.DEFECTS, "C16"),
        (Service.CONCLUSION, Ground.ART40, "C16"),
    ],
)
def test_each_ground_cites_its_clause(service, ground, clause):
    assert clause_of(service, ground) == clause


def test_incompleteness_cannot_be_cited_on_the_third_working_day():
    assert closes_on(Ground.INCOMPLETE, COMPLETENESS, TERM) == COMPLETENESS
    assert not closed(Ground.INCOMPLETE, COMPLETENESS, TERM, COMPLETENESS)
    assert closed(Ground.INCOMPLETE, COMPLETENESS, TERM, date(2013, 5, 7))


@pytest.mark.parametrize("ground", [Ground.FALSE, Ground.DEFECTS, Ground.ART40])
def test_the_other_grounds_close_with_the_term(ground):
    assert closes_on(ground, COMPLETENESS, TERM) == TERM
    assert not closed(ground, COMPLETENESS, TERM, TERM)
    assert closed(ground, COMPLETENESS, TERM, date(2013, 5, 29))


def test_grounds_close_one_after_another():
    def still_open(today):
        return open_grounds(Service.CONCLUSION, COMPLETENESS, TERM, today)

    assert still_open(COMPLETENESS) == grounds_of(Service.CONCLUSION)
    assert still_open(date(2013, 5, 7)) == (Ground.DEFECTS, Ground.ART40)
    assert still_open(date(2013, 5, 29)) == ()


def test_article_40_always_needs_words():
    assert [ground for ground in Ground if needs_text(ground)] == [Ground.ART40]


def test_no_ground_outlives_the_term_when_the_documents_arrive_late():
    assert closes_on(Ground.INCOMPLETE, date(2013, 5, 30), TERM) == TERM
