"""How a page of one's own looks: a colour in which words can be read, a logo that is nothing but a picture."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from statuspage.models import StatusPage
from statuspage.operations.republishing import republish
from statuspage.published import looking
from tests.statuspage.conftest import Company


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "#1a5fb4").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(
    ("colour", "fine"), [("#1a5fb4", True), ("#ffee00", False), ("#777777", False), ("#767676", True)]
)
def test_a_colour_is_readable_on_white(colour: str, fine: bool) -> None:
    assert looking.is_readable(colour) == fine
    assert bool(looking.problem(colour)) == (not fine)


@pytest.mark.parametrize("colour", ["#000000", "#1a5fb4", "#800000", "#ffffff"])
def test_in_the_dark_it_is_made_lighter_until_it_can_be_read(colour: str) -> None:
    assert looking.contrast(looking.in_the_dark(colour), looking.DARK) >= 4.5


@pytest.mark.parametrize("colour", ["red", "#12345", "#1a5fb4;}body{display:none", "url(x)", "#GGGGGG"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    assert looking.problem(colour)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_becomes_a_small_png(kind: str) -> None:
    logo = looking.as_logo(picture(kind))
    with Image.open(BytesIO(logo)) as made:
        assert made.format == "PNG" and made.width <= 480 and made.height <= 120


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n broken", b"GIF89a" + b"\0" * 40, b"x" * 300_000],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(looking.UnusableLogo, match=r"picture"):
        looking.as_logo(content)


def test_a_picture_that_unfolds_to_too_much_is_refused() -> None:
    with pytest.raises(looking.UnusableLogo, match="pixels"):
        looking.as_logo(picture(size=(3000, 3000)))


def test_logo_and_colour_are_on_the_page_and_in_the_files(
    company: Company, client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.STATUS_DIR = tmp_path / "status"
    page = StatusPage.objects.get(is_default=True)
    page.logo, page.accent = looking.as_logo(picture()), "#1a5fb4"
    page.save()
    republish(at=company.at)
    company.clock.settle()
    text = client.get("/status/").content.decode()
    [logo] = [part.split('"')[0] for part in text.split('src="')[1:] if part.startswith("/status/look/logo-")]
    answer = client.get(logo)
    assert (answer.headers["Content-Type"], answer.content) == ("image/png", bytes(page.logo))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    sheet = client.get("/status/look/accent-1a5fb4.css")
    assert sheet.headers["Content-Type"].startswith("text/css") and b"--accent:#1a5fb4" in sheet.content
    assert client.get("/status/look/accent-ffffff.css").status_code == 404
    folder = tmp_path / "status" / "current"
    assert (folder / "look/accent-1a5fb4.css").read_bytes() == sheet.content
    assert (folder / logo.removeprefix("/status/")).read_bytes() == answer.content
    assert 'src="./look/logo-' in (folder / "index.html").read_text()
