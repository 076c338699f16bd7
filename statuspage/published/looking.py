"""How a page of one's own looks: its accent colour, in both schemes as strong as reading needs, its logo, its clock."""

import re
from io import BytesIO
from zoneinfo import available_timezones

from PIL import Image, UnidentifiedImageError

LIGHT, DARK = "#ffffff", "#16181d"
ENOUGH = 4.5  # WCAG 2.2 AA, for text
WIDEST, HIGHEST = 480, 120
LARGEST = 200_000  # bytes as uploaded
MOST_PIXELS = 4_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
COLOUR = re.compile(r"#[0-9a-f]{6}\Z")


class UnusableLogo(ValueError):
    """Why a file cannot be a logo, as a sentence."""


def contrast(one: str, other: str) -> float:
    """How far two colours lie apart, from 1 to 21, as WCAG counts it."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def is_readable(colour: str) -> bool:
    """Whether words in this colour can be read on the light page."""
    return bool(COLOUR.match(colour)) and contrast(colour, LIGHT) >= ENOUGH


def problem(colour: str) -> str:
    """Why this cannot be the colour of a page, as a sentence; empty when it can, or when none is chosen."""
    if not colour or is_readable(colour):
        return ""
    if not COLOUR.match(colour):
        return "Write a colour as # and six digits, such as #1a5fb4."
    return f"Too pale: its contrast with white is {contrast(colour, LIGHT):.1f}, and has to be 4.5 at least."


def problem_of_zone(zone: str) -> str:
    """Why this cannot be the clock of a page, as a sentence; empty when it can."""
    known = zone in available_timezones()
    return "" if known else "This is no time zone. Write one such as Europe/Berlin."


def in_the_dark(colour: str) -> str:
    """The colour, made lighter until it can be read on the dark page."""
    for step in range(21):
        mixed = _mixed(colour, step / 20)
        if contrast(mixed, DARK) >= ENOUGH:
            return mixed
    return LIGHT


def sheet(colour: str) -> str:
    """The style sheet that gives a page its colour."""
    dark = in_the_dark(colour)
    return (
        f":root{{--accent:{colour};--focus:{colour}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark};--focus:{dark}}}}}"
        ".pub-top{border-top:4px solid var(--accent)}.pub a{color:var(--accent)}.pub .pub-name{color:var(--ink)}"
    )


def as_logo(uploaded: bytes) -> bytes:
    """A small PNG with the pixels of what was uploaded and nothing else of it. Raises UnusableLogo."""
    if len(uploaded) > LARGEST:
        raise UnusableLogo("The picture is larger than 200 kB.")
    try:
        with Image.open(BytesIO(uploaded), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnusableLogo("The picture has more than four million pixels.")
            small = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as wrong:
        if isinstance(wrong, UnusableLogo):
            raise
        raise UnusableLogo("This is not a PNG, JPEG, WebP or GIF picture that can be read.") from wrong
    small.thumbnail((WIDEST, HIGHEST))
    made = BytesIO()
    small.save(made, "PNG", optimize=True)
    return made.getvalue()


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _mixed(colour: str, white: float) -> str:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in parts)
