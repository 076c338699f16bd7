"""What the public page draws: ninety days as bars, moments with their day."""

import re
from datetime import UTC, datetime

import pytest
from django.template import Context, Template


def rendered(source: str, **context: object) -> str:
    return Template("{% load public %}" + source).render(Context(context))


def test_worse_days_are_taller_and_come_last_when_they_are_today() -> None:
    html = rendered(
        "{% days states words %}",
        states=["operational", "degraded_performance", "major_outage"],
        words="99.9 per cent",
    )
    bars = re.findall(r'class="(\w*)" x="(\d+)" y="(\d+)" width="3" height="(\d+)"', html)
    assert bars == [("", "0", "14", "26"), ("d1", "4", "10", "30"), ("d3", "8", "0", "40")]
    assert 'aria-label="99.9 per cent"' in html
    assert 'viewBox="0 0 11 40"' in html


def test_a_state_nobody_knows_is_grey_not_green() -> None:
    assert 'class="d0"' in rendered("{% days states '' %}", states=["nonsense"])
    assert rendered("{{ 'nonsense'|tone }}") == ""


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 3, 10, 15, 10, tzinfo=UTC), "2026-03-10T15:10:00+00:00", "2026-03-10T11:10:00-04:00"],
)
def test_a_published_moment_always_names_its_day(at: object) -> None:
    assert rendered("{% utc at %}", at=at) == '<time datetime="2026-03-10T15:10Z">10 March, 15:10 UTC</time>'


def test_a_moment_not_known_is_empty() -> None:
    assert rendered("{% utc at %}", at=None) == ""
