"""What the pages for people say is so: links lead somewhere, addresses and buttons exist, variables are read."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from storm.environment import Environment
from tests.docs import reading
from tests.house.checkout import ROOMS, ROOT, files, name

# Bold on a page, and not to be found on a screen as it stands there: the rest of it depends on the incident.
STRESSED = {"Next, for you", "Confirm P1", "post-mortem", "report", "ledger"}


@pytest.mark.parametrize("page", reading.PAGES, ids=name)
def test_every_relative_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    astray = []
    for target, anchor in reading.links(page):
        goal = (page.parent / target).resolve() if target else page
        if not goal.exists() or (anchor and anchor not in reading.anchors(goal)):
            astray.append(f"{target}#{anchor}")
    assert not astray


@pytest.mark.parametrize("page", [reading.README, reading.CONNECT, reading.OPERATE, *reading.USE], ids=name)
def test_every_address_that_a_page_names_is_served(page: Path) -> None:
    lost = []
    for address in reading.addresses(page):
        try:
            resolve(address)
        except Resolver404:
            lost.append(address)
    assert not lost


def test_addresses_are_found_at_all() -> None:
    assert {"/api/v1/incidents/12/take/", "/in/alertmanager/storm_x"} <= reading.addresses(reading.CONNECT)
    assert "/demo/phones/" in reading.addresses(reading.README)


def test_the_operators_page_explains_the_variables_that_are_read_and_no_other() -> None:
    read = {field.alias or f"STORM_{key.upper()}" for key, field in Environment.model_fields.items()}
    section = reading.OPERATE.read_text().split("### Environment variables", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert {variable for row in rows for variable in re.findall(r"`([A-Z_]+)`", row)} == read


def test_variables_that_only_the_commands_read_are_read_by_them() -> None:
    page = reading.OPERATE.read_text()
    section = page.split("Only the commands in `bin/` read", 1)[1].split("\n\n", 1)[0]
    text = "\n".join(path.read_text() for path in [*files("*.py", "bin", "tests"), ROOT / ".ci" / "run"])
    assert all(variable in text for variable in re.findall(r"`(STORM_[A-Z]+)`", section))


def test_every_reason_code_has_one_sentence_and_every_sentence_one_code() -> None:
    tree = ast.parse((ROOT / "incidents" / "sentences.py").read_text())
    table = next(node for node in ast.walk(tree) if isinstance(node, ast.Dict))
    codes = Counter(key.value for key in table.keys if isinstance(key, ast.Constant))
    sentences = Counter(value.value for value in table.values if isinstance(value, ast.Constant))
    assert len(codes) > 50
    assert not [code for code, times in codes.items() if times > 1]
    assert not [sentence for sentence, times in sentences.items() if times > 1]


def test_buttons_are_found_at_all() -> None:
    assert {"Take it", "Publish", "Close"} <= set().union(*(reading.bold(page) for page in reading.USE))


@pytest.fixture(scope="module")
def screen() -> str:
    """All words of the product, as far as they are written down in its code and templates."""
    sources = [*files("*.py", *ROOMS), *files("*.html", *ROOMS)]
    text = re.sub(r'{% translate "([^"]+)"[^%]*%}', r"\1", "\n".join(path.read_text() for path in sources))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[{][{%#].*?[}%#][}]", " ", text))


@pytest.mark.parametrize("page", [page for page in reading.USE if page.name != "roles.md"], ids=name)
def test_every_button_that_a_page_names_is_on_a_screen(page: Path, screen: str) -> None:
    wanted = {words.rstrip("?.,:") for words in reading.bold(page) - STRESSED}
    assert not sorted(words for words in wanted if words not in screen)
