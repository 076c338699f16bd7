"""Everything that a paged person receives is there in German, and still fits where it has to."""

import ast
import gettext
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from notifications import trying_words
from notifications.texts import is_gsm7, segments
from oncall.paging import words
from oncall.paging.words import Told
from tests.house.checkout import ROOT, files

MO = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.mo"
TRANSLATED = re.compile(r'{% translate "(.+?)" %}')
BLOCKS = re.compile(r"{% blocktranslate[^%]*%}(.+?){% endblocktranslate %}")
GAP = re.compile(r"{{ (\w+) }}")
PERCENT = re.compile(r"%\((\w+)\)s")
MARKS = {"_", "mark", "ngettext"}
PURPOSES = ("level", "hunt", "fallback", "last_resort", "dispatch", "im", "reminder", "added")


def told(
    purpose: str, title: str = "Zahlungen werden abgelehnt, größere Störung im Rechenzentrum Süd"
) -> Told:
    return Told(number=4711, title=title, purpose=purpose, priority="P1", customers=12)


def marked() -> Iterator[tuple[Path, str]]:
    """Every text of the code that is to be translated."""
    for path in files("*.py", "incidents", "oncall", "notifications"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                for word in node.args:
                    if isinstance(word, ast.Constant) and isinstance(word.value, str):
                        yield path, word.value
    for path in files("*.html", "oncall", "notifications", "storm"):
        text = path.read_text(encoding="utf-8")
        yield from ((path, word) for word in TRANSLATED.findall(text))
        yield from ((path, GAP.sub(r"%(\1)s", word)) for word in BLOCKS.findall(text))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name} | set(PERCENT.findall(text))


@pytest.fixture(scope="module")
def catalogue() -> gettext.GNUTranslations:
    with MO.open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def test_every_text_has_a_german_one_with_the_same_gaps(catalogue: gettext.GNUTranslations) -> None:
    found = list(marked())
    assert len(found) > 60
    known = {key[0] if isinstance(key, tuple) else key: text for key, text in catalogue._catalog.items()}  # type: ignore[attr-defined]
    plurals = {text for _, text in found if text == "{n} customers." or text.startswith("They are yours")}
    missing = sorted({text for _, text in found if text not in known} - plurals)
    assert not missing
    wrong = [text for _, text in found if text in known and fields(text) != fields(known[text])]
    assert not wrong


def test_the_compiled_catalogue_is_that_of_the_source(catalogue: gettext.GNUTranslations) -> None:
    source = (MO.parent / "django.po").read_text(encoding="utf-8").replace("\\n", "\x00")
    keys = {key[0] if isinstance(key, tuple) else key for key in catalogue._catalog} - {""}  # type: ignore[attr-defined]
    assert set(re.findall(r'^msgid "(.+)"$', source, re.MULTILINE)) == {
        key.replace("\n", "\x00") for key in keys
    }
    words = {text for key, text in catalogue._catalog.items() if key}  # type: ignore[attr-defined]
    assert set(re.findall(r'^msgstr(?:\[\d\])? "(.+)"$', source, re.MULTILINE)) == {
        text.replace("\n", "\x00") for text in words
    }


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_german_text_message_is_one_segment(purpose: str) -> None:
    with override("de"):
        text = words.sms(told(purpose))
    assert is_gsm7(text) and segments(text) == 1
    assert "INC-4711" in text and ("Antwort 4711a" in text or "Antwort y" in text)


def test_a_german_code_is_one_segment() -> None:
    with override("de"):
        text = trying_words.code("123456")
    assert is_gsm7(text) and segments(text) == 1 and text.startswith("123456 ist Ihr Code")


def test_a_german_call_letter_and_chat() -> None:
    with override("de"):
        said = words.voice(told("level", "Kasse gestört"))
        letter = words.mail(told("level", "Kasse gestört"), who="Jonas", link="https://storm.example/a/1")
        buttons = words.offers(told("level"))
        bundle = words.bundle(5, numbers=[1, 2, 3], shared="Zahlungen")
    assert said.startswith(
        "Hier ist Storm. Priorität 1. Vorfall 4711. Kasse gestört. 12 Kunden. Drücken Sie die 1"
    )
    assert "Zum Übernehmen diesen Link öffnen" in letter and "Antwort 4711a: übernehmen" in letter
    assert [label for _, label in buttons] == ["Übernehmen", "Ablehnen", "Eskalieren"]
    assert bundle.startswith("3 offen bei Zahlungen: INC-1") and segments(bundle) == 1
