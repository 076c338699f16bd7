"""Every page in both widths and both schemes: no violation, nothing sideways, no complaint of the browser."""

import pytest

from tests.e2e.browsing import Browsers, Window
from tests.e2e.firing import fire, link_to_acknowledge
from tests.running import RunningStorm

PAGES = {
    "list": ("tomasz", "/"),
    "report": ("tomasz", "/incidents/report/"),
    "incident": ("ines", "{home}"),
    "incident-executive": ("hana", "{home}"),
    "window": ("hana", "{home}window/"),
    "record": ("tomasz", "{home}record/"),
    "call": ("tomasz", "{home}call/"),
    "false-alarm": ("ines", "{home}false-alarm/"),
    "merge": ("ines", "{home}merge/"),
    "paged": ("tomasz", "/oncall/panel/{number}/"),
    "oncall": ("tomasz", "/oncall/"),
    "paths": ("tomasz", "/oncall/paths/"),
    "path": ("malcolm", "/oncall/paths/1/"),
    "path-simulated": ("tomasz", "/oncall/simulate/?priority=P1"),
    "pages-counted": ("malcolm", "/oncall/pages/"),
    "path-tried": ("malcolm", "/oncall/paths/1/test/"),
    "readiness": ("malcolm", "/oncall/readiness/"),
    "schedule": ("malcolm", "/oncall/schedules/1/"),
    "layer-new": ("malcolm", "/oncall/schedules/1/layers/new/"),
    "bring-in": ("malcolm", "/oncall/schedules/1/calendar/"),
    "schedule-edit": ("malcolm", "/oncall/schedules/1/edit/"),
    "fairness": ("malcolm", "/oncall/fairness/"),
    "absences": ("malcolm", "/oncall/absences/"),
    "hunt-groups": ("malcolm", "/oncall/groups/"),
    "hunt-group": ("malcolm", "/oncall/groups/1/"),
    "steer": ("ines", "/oncall/incidents/{number}/steer/"),
    "providers-of-messages": ("malcolm", "/operations/"),
    "kb": ("priya", "/kb/"),
    "kb-found": ("priya", "/kb/?q=ordres"),
    "kb-article": ("priya", "/kb/1/"),
    "kb-edit": ("priya", "/kb/1/edit/"),
    "kb-new": ("priya", "/kb/new/"),
    "alerts": ("malcolm", "/alerts/"),
    "alerts-sources": ("malcolm", "/alerts/sources/"),
    "alerts-request": ("malcolm", "/alerts/requests/1/"),
    "changes": ("ann", "/changes/"),
    "change": ("malcolm", "/changes/5/"),
    "change-new": ("ann", "/changes/new/"),
    "change-act": ("ann", "/changes/6/back_out/"),
    "changes-recent": ("ann", "/changes/recent/"),
    "changes-month": ("ann", "/changes/calendar/"),
    "changes-week": ("ann", "/changes/calendar/?view=week"),
    "changes-freezes": ("malcolm", "/changes/freezes/"),
    "changes-sources": ("malcolm", "/changes/sources/"),
    "incident-changes": ("ann", "{home}changes/"),
    "customers": ("tomasz", "/customers/"),
    "customers-narrowed": ("tomasz", "/customers/?tier=gold"),
    "customer": ("tomasz", "/customers/1/"),
    "customer-read": ("priya", "/customers/1/"),
    "map": ("tomasz", "/map/"),
    "map-assets": ("tomasz", "/map/?asset=1"),
    "map-callers": ("tomasz", "/map/?customer=1&customer=2"),
    "touch-points": ("tomasz", "/customers/touch-points/"),
    "customer-incidents": ("tomasz", "/customers/1/incidents/"),
    "customer-promise": ("tomasz", "/customers/1/promise/add/"),
    "customer-edit": ("tomasz", "/customers/1/edit/"),
    "customer-link": ("tomasz", "/customers/1/link/add/"),
    "customers-merge": ("tomasz", "/customers/merge/?pick=1&pick=2"),
    "customers-change": ("tomasz", "/customers/change/?pick=1&pick=2"),
    "assets": ("tomasz", "/assets/?without=links"),
    "asset": ("tomasz", "/assets/1/"),
    "asset-new": ("tomasz", "/assets/new/"),
    "partners": ("tomasz", "/partners/"),
    "partner-new": ("tomasz", "/partners/new/"),
    "groups": ("tomasz", "/groups/"),
    "providers": ("tomasz", "/providers/"),
    "import": ("tomasz", "/catalog/import/"),
    "calendars": ("tomasz", "/calendars/"),
    "calendar": ("tomasz", "/calendars/1/"),
    "calendar-new": ("tomasz", "/calendars/new/"),
    "what-if": ("tomasz", "/what-if/?assets=1&how-1=down&when=2026-03-10T19:30"),
    "numbers": ("dora", "/settings/classification/"),
    "plans": ("malcolm", "/settings/plans/"),
    "plan": ("malcolm", "/settings/plans/1/"),
    "rehearsal": ("malcolm", "/settings/plans/rehearsal/?assets=1&plan=P1"),
    "words": ("malcolm", "/settings/words/"),
    "wording": ("malcolm", "/settings/words/initial/partners/mail/de/"),
    "statuspage": ("tomasz", "/statuspage/"),
    "status-subscribers": ("tomasz", "/statuspage/subscribers/"),
    "status-pages": ("malcolm", "/statuspage/pages/"),
    "status-page-new": ("malcolm", "/statuspage/pages/new/"),
    "status-page-edit": ("malcolm", "/statuspage/pages/of/main/"),
    "status-component": ("malcolm", "/statuspage/pages/components/1/"),
    "status-group-new": ("malcolm", "/statuspage/pages/groups/new/"),
    "status-boxes": ("malcolm", "/statuspage/boxes/"),
    "maintenances": ("tomasz", "/statuspage/maintenance/"),
    "maintenance-new": ("tomasz", "/statuspage/maintenance/new/"),
    "support": ("tomasz", "/support/"),
    "support-call": ("tomasz", "/support/?caller=Nightjar+Couriers"),
    "punctuality": ("tomasz", "/support/punctuality/"),
    "punctuality-one": ("tomasz", "/support/punctuality/{number}/"),
    "status": ("", "/status/"),
    "status-history": ("", "/status/history/"),
    "status-subscribe": ("", "/status/subscribe/"),
    "status-subscribe-de": ("", "/status/de/subscribe/"),
    "status-sign-in": ("", "/status/p/inner/sign-in/"),
    "phone": ("tomasz", "/demo/phones/447700900121/"),
    "mail": ("tomasz", "/demo/mail/"),
    "spof": ("malcolm", "/spof/"),
    "spof-finding": ("tomasz", "/spof/40/"),
    "spof-judge": ("tomasz", "/spof/40/judge/"),
    "spof-mitigate": ("tomasz", "/spof/40/mitigate/"),
    "spof-incomplete": ("tomasz", "/spof/incomplete/"),
    "spof-sign": ("malcolm", "/spof/sign-off/2/"),
    "spof-network": ("tomasz", "/spof/network/?customer=Nightjar+Couriers"),
    "sign-in": ("", "/accounts/login/"),
    "profile": ("tomasz", "/accounts/profile/"),
    "password": ("tomasz", "/accounts/password/change/"),
    "sign-out": ("tomasz", "/accounts/logout/"),
}
ERRORS = {
    "error-404": ("tomasz", "/incidents/99999/", 404),
    "error-403": ("hana", "/kb/new/", 403),
    "status-404": ("", "/status/incidents/nothing-here/", 404),
    "status-closed": ("", "/status/p/inner/", 404),
}


@pytest.fixture(scope="module")
def number(storm: RunningStorm, browsers: Browsers) -> int:
    """An incident that nobody has touched but an alert."""
    return fire(storm, browsers.window("tomasz"), "QueueGrows", "us-prod")


@pytest.fixture(scope="module")
def windows(browsers: Browsers) -> dict[str, Window]:
    """One window a person for all pages."""
    return {person: browsers.window(person) for person, _ in PAGES.values()}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fit_for_everybody(name: str, windows: dict[str, Window], number: int) -> None:
    person, path = PAGES[name]
    window = windows[person]
    window.complaints.clear()
    window.go(path.format(home=f"/incidents/{number}/", number=number)).inspect(name)


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_a_page_too(name: str, windows: dict[str, Window]) -> None:
    person, path, status = ERRORS[name]
    window = windows[person]
    window.complaints.clear()
    window.go(path, status=status).inspect(name)


def test_one_signs_in_and_stands_before_what_is_open(browsers: Browsers, number: int) -> None:
    window = browsers.sign_in_by_hand("jonas")
    window.see(f"INC-{number}")
    assert not window.complaints
    window.page.close()


def test_the_page_behind_the_link_in_a_letter(number: int, windows: dict[str, Window]) -> None:
    address = link_to_acknowledge(windows["tomasz"], number, "ann@")
    windows["tomasz"].inspect("mail-page")
    windows[""].go(address).inspect("acknowledge")


def test_the_question_mark_lists_the_keys(windows: dict[str, Window]) -> None:
    page = windows["tomasz"].go("/").page
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_text("this list").wait_for()
    key = page.locator("[data-go]", has_text="On call").get_attribute("data-go") or ""
    page.keyboard.press("Escape")
    page.keyboard.press("g")  # at once: until the next frame the closed list still has the focus
    page.keyboard.press(key)
    page.wait_for_url("**/oncall/")


def test_an_open_page_hears_of_a_change(storm: RunningStorm, windows: dict[str, Window], number: int) -> None:
    page = windows["ines"].go(f"/incidents/{number}/").page
    page.locator("body[data-stream=open]").wait_for()
    windows["tomasz"].go(f"/incidents/{number}/").fill("/notes/", "Add", text="Seen from another window")
    page.locator("body[data-heard]").wait_for()
    windows["ines"].see("Seen from another window")
