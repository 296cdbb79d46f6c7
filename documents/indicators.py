"""The table of quality and efficiency indicators (E Annex 4, C Annex 4; clauses 18–19): six shares in five groups.

Each has its norm, the target for the next year, which the Minister's order approves, and the current value of the
year under report. Both stay empty until there are any.
"""

from dataclasses import dataclass

from documents.render import render_pdf
from models.wording import text

GROUPS = {1: 1, 2: 1, 3: 2, 4: 1, 5: 1}
"""How many indicators each group of the annex has."""


@dataclass(frozen=True)
class IndicatorValue:
    """The two values of one indicator, as printed."""

    target: str = ""
    current: str = ""


@dataclass(frozen=True)
class IndicatorsPaper:
    """The table of one service; `values` in the annex's order, from 1.1 to 5.1."""

    service: str  # "euc" or "conclusion"
    values: tuple[IndicatorValue, ...] = (IndicatorValue(),) * sum(GROUPS.values())

    @property
    def groups(self) -> list[tuple[int, list[tuple[str, IndicatorValue]]]]:
        """Each group's number, and its indicators with theirs. ValueError where there are more or fewer values."""
        numbers = [f"{group}.{at}" for group, count in GROUPS.items() for at in range(1, count + 1)]
        numbered = list(zip(numbers, self.values, strict=True))
        return [(group, [one for one in numbered if one[0].startswith(f"{group}.")]) for group in GROUPS]


def indicators_pdf(paper: IndicatorsPaper, *, watermark: str | None = None) -> bytes:
    """One sheet."""
    return render_pdf("indicators.html", paper, title=text("indicators.heading"), watermark=watermark)
