"""The tags that draw signs and times, and the frame's promise to load nothing inline."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory

from storm import csp, sheets

NOW = datetime(2026, 3, 10, 15, 31, tzinfo=UTC)


def rendered(source: str, **context: object) -> str:
    return Template("{% load storm %}" + source).render(
        Context({"now": NOW, "zone": "Europe/London", **context})
    )


@pytest.mark.parametrize(
    ("given", "letter", "symbol"),
    [(1, "P1", "#p1"), ("P3", "P3", "#p3"), ("5", "P5", "#p5"), (None, "P?", "#p0")],
)
def test_a_barb_says_its_priority_by_shape_and_letter(given: object, letter: str, symbol: str) -> None:
    html = rendered("{% barb priority %}", priority=given)
    assert symbol in html
    assert f"</svg>{letter}<" in html


def test_only_a_p1_flies_the_flag() -> None:
    assert "barb-flag" in rendered("{% barb 1 True %}")
    assert "barb-flag" not in rendered("{% barb 2 True %}")


@pytest.mark.parametrize(
    ("stage", "symbol"),
    [("detect", "#o8"), ("investigate", "#o3"), ("restore", "#o2"), ("closed", "#o0"), ("merged", "#o0")],
)
def test_the_sky_clears_as_stages_are_done(stage: str, symbol: str) -> None:
    assert symbol in rendered("{% okta stage %}", stage=stage)


def test_times_are_shown_in_the_readers_zone_and_kept_in_utc() -> None:
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    html = rendered("{% clock at %}", at=summer, now=summer)
    assert html == '<time datetime="2026-07-01T12:00:00Z">13:00</time>'


def test_a_customers_time_is_theirs() -> None:
    assert (
        rendered("{% local now 'America/New_York' %}")
        == '<time datetime="2026-03-10T15:31:00Z">11:31</time> New York'
    )


def test_how_long_ago_and_how_long_until_go_on_counting() -> None:
    assert ">33 min<" in rendered("{% since at %}", at=NOW - timedelta(minutes=33))
    assert 'data-since="2026-03-10T14:58:00Z"' in rendered("{% since at %}", at=NOW - timedelta(minutes=33))
    assert ">in 9 min<" in rendered("{% until at %}", at=NOW + timedelta(minutes=9))
    assert ">6 min over<" in rendered("{% until at %}", at=NOW - timedelta(minutes=6))
    assert ">33:04<" in rendered("{% running at %}", at=NOW - timedelta(minutes=33, seconds=4))


@pytest.mark.parametrize("tag", ["since", "until", "clock"])
def test_a_time_that_is_not_known_is_empty(tag: str) -> None:
    assert rendered("{% " + tag + " at %}", at=None) == ""


def test_spans_and_durations_have_words() -> None:
    assert rendered("{% span a b %}", a=NOW, b=NOW + timedelta(minutes=18)) == "18 min"
    assert rendered("{% span a b %}", a=NOW, b=None) == ""
    assert rendered("{{ d|in_words }}", d=timedelta(hours=8, minutes=17)) == "8 h 17"
    assert rendered("{{ d|in_words }}", d=300) == "5 min"
    assert rendered("{{ d|in_words }}", d=None) == ""


def test_what_people_typed_is_escaped_in_signs() -> None:
    assert "<b>" not in rendered("{% icon name %}", name="<b>")


@pytest.mark.parametrize("surface", sheets.SURFACES)
def test_every_sheet_of_a_surface_is_there_once(surface: str) -> None:
    names = sheets.SURFACES[surface]
    assert names[0] == "tokens"
    assert len(names) == len(set(names))
    missing = [name for name in names if not finders.find(f"storm/css/{name}.css")]
    assert missing == []


@pytest.mark.parametrize("name", ["400.html", "500.html", "503.html", "403_csrf.html"])
def test_an_error_page_needs_no_context(name: str) -> None:
    assert "<h1>" in get_template(name).render()


# Mail programs read no style sheets.
LETTERS = {"notifications/letter.html", "notifications/mail_frame.html", "statuspage/mail/told.html"}


def test_no_template_carries_script_style_or_handlers_inline() -> None:
    found = []
    for path in Path(settings.BASE_DIR).glob("*/templates/**/*.html"):
        if "/".join(path.parts[-3:]).endswith(tuple(LETTERS)):
            continue
        text = path.read_text()
        found += [
            f"{path}: {bad}"
            for bad in (" style=", "<style", "<script>", " onclick=", "hx-on", "javascript:")
            if bad in text
        ]
    assert found == []


def test_every_answer_carries_the_policy_unless_it_has_its_own() -> None:
    request = RequestFactory().get("/")
    plain = csp.ContentSecurityPolicy(lambda _: HttpResponse())(request)
    assert plain.headers["Content-Security-Policy"] == csp.POLICY
    assert "unsafe" not in csp.POLICY
    own = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})
    assert (
        csp.ContentSecurityPolicy(lambda _: own)(request).headers["Content-Security-Policy"]
        == "default-src 'none'"
    )
