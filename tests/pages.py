"""A reader of pages for tests: finds forms by what their button says, fills them in and sends them, as people do."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

TICKED = ("checkbox", "radio")


@dataclass
class Form:
    """A form with what its fields hold, and the words on its buttons."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.words: list[str] = []
        self.writing: str | None = None
        self.select: str | None = None
        self.links: list[tuple[str, str]] = []
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(of.get("action", ""), of.get("method", "get"))
            self.forms.append(self.form)
        elif tag == "a":
            self.href = of.get("href", "")
            self.links.append((self.href, ""))
        elif self.form is not None:
            self._field(tag, of)

    def _field(self, tag: str, of: dict[str, str]) -> None:
        assert self.form is not None
        name, held = of.get("name", ""), self.form.fields
        if tag == "input" and name:
            ticked = of.get("type") in TICKED
            if not ticked or "checked" in of:
                held.setdefault(name, []).append(of.get("value", "on" if ticked else ""))
        elif tag == "textarea":
            self.writing = name
            held[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in of or self.select not in held):
            held[self.select] = [of.get("value", "")]
        elif tag == "button":
            self.form.buttons.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.writing = None
        elif tag == "select":
            self.select = None
        elif tag == "a":
            self.href = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.writing and self.form is not None:
            self.form.fields[self.writing][0] += data.removeprefix("\n")
        elif self.form is not None and self.form.buttons:
            self.form.buttons[-1] += data
        if self.href:
            self.links[-1] = (self.href, self.links[-1][1] + data)


@dataclass
class Page:
    """A page that somebody looks at."""

    browser: Client
    path: str
    status: int
    text: str
    forms: list[Form]
    links: list[tuple[str, str]]

    def form(self, action: str) -> Form:
        """The form that is sent to an address ending with this."""
        goals = [(form.action or self.path).split("?")[0] for form in self.forms]
        found = [form for form, goal in zip(self.forms, goals, strict=True) if goal.endswith(action)]
        assert found, f"{self.path} has no form to {action}: {goals}"
        return max(found, key=lambda form: len(form.fields))

    def send(self, action: str, *, status: int = 200, **typed: Any) -> "Page":
        """Fill in a form and send it; what is not typed stays as the page had it."""
        form = self.form(action)
        data = {**form.fields, **{name: value for name, value in typed.items() if value is not None}}
        answer = self.browser.post(form.action or self.path, data, follow=True)
        page = read(self.browser, answer.request["PATH_INFO"], answer)
        assert page.status == status, (form.action, page.status, page.text)
        return page

    def offers(self, action: str) -> bool:
        """Whether there is a form or a link to an address ending with this."""
        goals = [form.action for form in self.forms] + [href for href, _ in self.links]
        return any(goal.split("?")[0].endswith(action) for goal in goals)


def read(browser: Client, path: str, answer: Any = None) -> Page:
    """Look at a page."""
    answer = answer or browser.get(path)
    reader = _Reader()
    reader.feed(answer.content.decode())
    text = " ".join(" ".join(reader.words).split())
    return Page(browser, path, answer.status_code, text, reader.forms, reader.links)
