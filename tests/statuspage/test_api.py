"""Publishing and linking through the API, with its refusals."""

from django.test import Client

from accounts.operations import make_token
from incidents.models import Incident
from kb.models import Article
from statuspage.models import StatusUpdate
from tests.statuspage.conftest import Company


def post(
    company: Company, act: str, body: dict[str, object], *, role: str = "csr"
) -> tuple[int, dict[str, object]]:
    token = make_token(user=company.people[role], name="test", at=company.at)
    url = f"/api/v1/incidents/{company.incident.number}/{act}/"
    answer = Client().post(
        url, body, content_type="application/json", headers={"authorization": f"Bearer {token}"}
    )
    return answer.status_code, answer.json()


def told(company: Company, **more: object) -> dict[str, object]:
    ordering = company.components["Ordering"].public_id
    words = {"title": "Orders are refused", "text": "We are looking into it.", "status": "investigating"}
    return {**words, "component_states": {ordering: "partial_outage"}, **more}


def test_publishing_and_ending(company: Company) -> None:
    assert post(company, "publish", told(company))[0] == 200
    status, refused = post(company, "all-clear", {"text": "Over."})
    assert (status, refused["blocked_by"]) == (409, ["ALL_CLEAR_NOT_RESTORED"])
    company.incident = Incident.objects.get()
    company.restore()
    assert post(company, "all-clear", {"text": "Over."})[0] == 200
    assert [update.kind for update in StatusUpdate.objects.order_by("id")] == ["initial", "all_clear"]


def test_refusals_carry_every_code(company: Company) -> None:
    status, refused = post(company, "publish", told(company, text="", next_update_at="2020-01-01T00:00:00Z"))
    assert (status, refused["blocked_by"]) == (409, ["STP_TEXT", "STP_NEXT_PAST"])
    assert post(company, "publish", told(company, status="calm"))[0] == 400
    assert post(company, "publish", told(company), role="responder")[0] == 403
    assert post(company, "publish", told(company), role="executive")[0] == 403
    post(company, "publish", told(company))
    assert post(company, "publish", told(company, seen=0))[1]["blocked_by"] == ["STALE_STAGE"]


def test_articles_are_linked_and_waived(company: Company) -> None:
    one = Article.objects.create(
        kind="tip", title="Tip", body="Do.", state="published", created_at=company.at, changed_at=company.at
    )
    assert post(company, "link-article", {"article": one.pk})[0] == 200
    assert post(company, "link-article", {"article": 999_999})[0] == 400
    assert post(company, "waive-article", {"reason": "Once only"}, role="im")[0] == 200
    assert post(company, "waive-article", {"reason": "Once only"})[0] == 403
