"""What the pages for people say: their commands, links, addresses, buttons."""

import re
from pathlib import Path

from tests.house.checkout import ROOT

README, CONTRIBUTING = ROOT / "README.md", ROOT / "CONTRIBUTING.md"
OPERATE, CONNECT = ROOT / "docs" / "operate.md", ROOT / "docs" / "connect.md"
USE = sorted((ROOT / "docs" / "use").glob("*.md"))
PAGES = [README, CONTRIBUTING, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

_FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCED.sub("", page.read_text())


def commands(page: Path) -> list[str]:
    """The command lines that a reader copies: indented or in backticks, without what follows `#`."""
    text = prose(page)
    indented = re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    quoted = re.findall(r"`((?:bin/|\.ci/|python |manage\.py )[^`\n]*)`", text)
    lines = [re.split(r"\s+#", line)[0].strip() for line in [*indented, *quoted]]
    return list(dict.fromkeys(lines))


def links(page: Path) -> list[tuple[str, str]]:
    """Relative links and pictures: file and anchor, each possibly empty."""
    targets = re.findall(r"\]\(([^)\s]+)\)", prose(page))
    own = [target for target in targets if not re.match(r"[a-z]+:", target)]
    return [(target.partition("#")[0], target.partition("#")[2]) for target in own]


def anchors(page: Path) -> set[str]:
    """What one can link to on a page: its headings as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in plain}


def addresses(page: Path) -> set[str]:
    """Addresses of ours, with an example in place of each `<part>`."""
    text = page.read_text()
    quoted = re.findall(r"`(/[a-z][^`\s?]*)[^`\s]*`", text)
    called = re.findall(r"\$STORM(/[^\s\"?]+)", text)
    hosted = re.findall(r"https://storm\.example\.org(/[^\s`\"]+)", text)
    given = {"<token>": "storm_x", "<number>": "12", "<act>": "take", "…": "x"}
    found = set()
    for address in [*quoted, *called, *hosted]:
        for part, example in given.items():
            address = address.replace(part, example)
        found.add(address)
    return {
        address
        for address in found
        if "<" not in address and not address.startswith(("/srv", "/var", "/path"))
    }


def bold(page: Path) -> set[str]:
    """What is set in bold: what stands on the screen as a button, a link or a heading."""
    return set(re.findall(r"\*\*([^*\n]+)\*\*", prose(page)))


def shell_codes(page: Path) -> list[str]:
    """Python that operators are told to run by `manage.py shell -c`."""
    text = re.sub(r"^    ", "", page.read_text(), flags=re.MULTILINE)
    return re.findall(r'manage\.py shell -c "([^"]+)"', text)
