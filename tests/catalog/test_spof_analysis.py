"""The analysis of single points of failure over the tables: run in blocks, judged, signed off, reminded of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor, actor_of
from accounts.models import CompanySettings, ContactMethod, User
from accounts.refusals import NotPermitted
from catalog.models import (
    Asset,
    AssetDependency,
    Customer,
    CustomerAssetLink,
    Mitigation,
    RedundancyGroup,
    SpofAnalysis,
    SpofFinding,
)
from catalog.operations import spof as running
from catalog.operations.mitigations import Plan, UnableToMitigate, change_mitigation, plan_mitigation
from catalog.operations.spof_review import (
    Judgement,
    UnableToJudge,
    UnableToSignOff,
    grade_likelihoods,
    judge_risk,
    sign_off,
)
from catalog.queries import spof as queries
from catalog.spof.risk import Factors
from catalog.tasks import spof_cadence
from notifications.models import Delivery, DistributionList
from outbox.models import Entry
from tests.clock import START, Clock
from timeline.models import TimelineEntry
from timeline.queries import words


@pytest.fixture
def acme(db: None, clock: Clock) -> dict[str, Asset]:
    """Two customers on applications that share a database on one array; two web servers stand in for each other."""
    CompanySettings.objects.create(name="Acme")
    names = ("app-uk", "app-us", "txn-db", "storage-array", "web-1", "web-2", "attic")
    assets = {name: Asset.objects.create(name=name, kind="server") for name in names}
    for asset, need in (("app-uk", "txn-db"), ("app-us", "txn-db"), ("txn-db", "storage-array")):
        AssetDependency.objects.create(asset=assets[asset], needs=assets[need])
    AssetDependency.objects.create(asset=assets["app-us"], needs=assets["attic"], strength="0.5")
    group = RedundancyGroup.objects.create(owner=assets["app-uk"], name="web", k=1)
    group.members.set([assets["web-1"], assets["web-2"]])
    for customer, arr, asset in (("Brennerhaus", 300, "app-uk"), ("Marlow", 700, "app-us")):
        one = Customer.objects.create(name=customer, arr=arr)
        CustomerAssetLink.objects.create(customer=one, asset=assets[asset])
    gone = Customer.objects.create(name="Gone", arr=9000, status="exited")
    CustomerAssetLink.objects.create(customer=gone, asset=assets["attic"])
    return assets


@pytest.fixture
def malcolm(db: None) -> Actor:
    user = User.objects.create(username="malcolm", name="Malcolm", roles=["ops_manager"])
    ContactMethod.objects.create(user=user, kind="email", address="malcolm@acme.example", verified_at=START)
    return actor_of(user)


def analysed(actor: Actor, clock: Clock) -> SpofAnalysis:
    started = running.start_analysis(actor=actor, at=clock.now)
    clock.settle()
    return SpofAnalysis.objects.get(pk=started.pk)


def judged(clock: Clock, actor: Actor, likelihood: int = 2) -> None:
    grades = dict.fromkeys(Asset.objects.values_list("pk", flat=True), likelihood)
    grade_likelihoods(grades=grades, actor=actor, at=clock.now)


def found(analysis: SpofAnalysis) -> dict[str, tuple[int, int]]:
    rows = analysis.findings.filter(customers_lost__gt=0)
    return {row.asset_name: (row.customers_lost, row.impact) for row in rows}


def test_it_finds_who_falls_with_what(acme: dict[str, Asset], malcolm: Actor, clock: Clock) -> None:
    analysis = analysed(malcolm, clock)
    assert found(analysis) == {
        "app-uk": (1, 4),
        "app-us": (1, 4),
        "txn-db": (2, 5),
        "storage-array": (2, 5),
    }
    assert queries.spof_asset_ids() == {acme[name].pk for name in found(analysis)}
    assert analysis.findings.count() == len(acme)
    assert analysis.finished_at == clock.now and analysis.figures["spofs"] == 4
    storage = analysis.findings.get(asset_name="storage-array")
    assert (storage.value_lost, storage.count_share, storage.value_share) == (1000, 1.0, 1.0)


def test_a_soft_dependency_a_soft_link_and_a_retired_asset_take_nobody_along(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    AssetDependency.objects.filter(needs=acme["storage-array"]).update(strength="0.5")
    CustomerAssetLink.objects.filter(asset=acme["app-us"]).update(dependency="0.5")
    Asset.objects.filter(name="app-uk").update(retired_at=START)
    assert found(analysed(malcolm, clock)) == {}


def test_blocks_are_done_once_and_go_on_after_a_kill(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BLOCK", 2)
    started = running.start_analysis(actor=malcolm, at=clock.now)
    running.freeze(analysis_id=started.pk, at=clock.now)
    running.analyse_block(analysis_id=started.pk, start=0, at=clock.now)
    half = SpofAnalysis.objects.get()
    assert (half.done, half.total, half.finished_at, half.findings.count()) == (2, 7, None, 2)
    AssetDependency.objects.all().delete()  # an edit in between belongs to the next analysis
    # The worker died after its first block; the entry comes again, and what was done is passed over.
    clock.settle()
    assert running.analyse_block(analysis_id=started.pk, start=0, at=clock.now) == "moot"
    whole = SpofAnalysis.objects.get()
    assert whole.findings.count() == 7 and found(whole)["storage-array"] == (2, 5)
    outcomes = Entry.objects.filter(key__in=(whole.key, f"{whole.key}:0")).values_list("outcome", flat=True)
    assert list(outcomes) == ["moot", "moot"]
    assert TimelineEntry.objects.filter(kind="spof.finished").count() == 1


def test_only_one_runs_at_a_time_until_it_stands_still(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    first = running.start_analysis(actor=malcolm, at=clock.now)
    with pytest.raises(running.UnableToAnalyse):
        running.start_analysis(actor=malcolm, at=clock.now)
    clock.jump(minutes=61)
    second = running.start_analysis(actor=malcolm, at=clock.now)
    clock.settle()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.abandoned_at and not first.findings.exists() and second.finished_at


def test_cycles_and_groups_that_lack_members_are_named(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    AssetDependency.objects.create(asset=acme["storage-array"], needs=acme["txn-db"])
    RedundancyGroup.objects.update(k=3)
    figures = analysed(malcolm, clock).figures
    [circle] = figures["cycles_named"]
    assert set(circle["assets"]) == {"txn-db", "storage-array"}
    assert figures["short_groups"] == ["app-uk"]


def test_the_number_of_queries_of_a_block_does_not_grow(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    counts = []
    for many in (0, 40):
        made = Asset.objects.bulk_create(Asset(name=f"more-{many}-{n}") for n in range(many))
        AssetDependency.objects.bulk_create(AssetDependency(asset=acme["txn-db"], needs=one) for one in made)
        started = running.start_analysis(actor=malcolm, at=clock.now)
        with CaptureQueriesContext(connection) as asked:
            running.freeze(analysis_id=started.pk, at=clock.now)
            running.analyse_block(analysis_id=started.pk, start=0, at=clock.now)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_register_is_worst_first_and_counts_what_nobody_judged_as_the_worst(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    analysis = analysed(malcolm, clock)
    judge_risk(
        asset_id=acme["app-uk"].pk,
        judgement=Judgement(factors=Factors(age=4, load=3), impact=5),
        actor=malcolm,
        at=clock.now,
    )
    grade_likelihoods(grades={acme["storage-array"].pk: 2, acme["txn-db"].pk: 3}, actor=malcolm, at=clock.now)
    rows = queries.register(analysis, queries.Wanted(), today=clock.now.date())
    assert [(row.asset_name, row.score) for row in rows] == [
        ("app-us", None),
        ("app-uk", 20),
        ("txn-db", 15),
        ("storage-array", 10),
    ]
    wanted = queries.Wanted(band="critical", search="app")
    assert [row.asset_name for row in queries.register(analysis, wanted, today=clock.now.date())] == [
        "app-uk"
    ]


def test_a_quarter_lacking_grades_is_not_signed_off_and_says_of_which(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    analysis = analysed(malcolm, clock)
    judged(clock, malcolm)
    Asset.objects.filter(name="web-1").update(likelihood=None)
    Asset.objects.create(name="new-one", likelihood=3)
    with pytest.raises(UnableToSignOff) as refused:
        sign_off(analysis_id=analysis.pk, actor=malcolm, at=clock.now)
    assert refused.value.codes == ["SPOF_INCOMPLETE"]
    assert "new-one, web-1" in str(refused.value)
    Asset.objects.filter(name="new-one").update(impact_override=1)
    Asset.objects.filter(name="web-1").update(retired_at=clock.now)
    assert sign_off(analysis_id=analysis.pk, actor=malcolm, at=clock.now).signed_at == clock.now


def test_the_next_quarter_tells_the_difference_and_the_last_one_stands_still(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    first = analysed(malcolm, clock)
    judged(clock, malcolm)
    sign_off(analysis_id=first.pk, note="First", actor=malcolm, at=clock.now)
    mirror = Asset.objects.create(name="storage-array-2", likelihood=1)
    AssetDependency.objects.filter(needs=acme["storage-array"]).delete()
    pair = RedundancyGroup.objects.create(owner=acme["txn-db"], name="storage", k=1)
    pair.members.set([acme["storage-array"], mirror])
    RedundancyGroup.objects.filter(owner=acme["app-uk"]).update(k=2)
    judged(clock, malcolm, likelihood=4)
    second = sign_off(analysis_id=analysed(malcolm, clock).pk, actor=malcolm, at=clock.now)
    named = {name: [asset for _, asset in pairs] for name, pairs in second.difference.items()}
    assert named == {
        "new": ["web-1", "web-2"],
        "gone": ["storage-array"],
        "still_open": ["app-uk", "app-us", "txn-db"],
    }
    assert queries.graded(first).get(asset_name="txn-db").risk == 10
    said = TimelineEntry.objects.get(subject=second.key, kind="spof.signed_off")
    assert words(said) == "Malcolm signed it off: 2 new, 1 gone, 3 still open"
    with pytest.raises(UnableToSignOff):
        sign_off(analysis_id=first.pk, actor=malcolm, at=clock.now)
    with pytest.raises(UnableToSignOff):
        sign_off(analysis_id=second.pk, actor=malcolm, at=clock.now)


@pytest.mark.parametrize("role", ["csr", "operator", "responder", "admin", "executive"])
def test_only_an_operations_manager_signs_off(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock, role: str
) -> None:
    analysis = analysed(malcolm, clock)
    judged(clock, malcolm)
    other = replace(malcolm, roles=frozenset({role}))
    with pytest.raises(NotPermitted):
        sign_off(analysis_id=analysis.pk, actor=other, at=clock.now)


def test_whoever_may_not_change_the_catalog_judges_and_begins_nothing(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    reader = replace(malcolm, roles=frozenset({"responder"}))
    with pytest.raises(NotPermitted):
        running.start_analysis(actor=reader, at=clock.now)
    with pytest.raises(NotPermitted):
        grade_likelihoods(grades={acme["web-1"].pk: 1}, actor=reader, at=clock.now)
    with pytest.raises(UnableToJudge):
        judge_risk(asset_id=acme["web-1"].pk, judgement=Judgement(likelihood=6), actor=malcolm, at=clock.now)


def plan(user: User, **given: object) -> Plan:
    said = {
        "kind": "duplicate",
        "words": "A second array",
        "owner": user,
        "due_date": date(2026, 6, 1),
        "residual_impact": 1,
        "residual_likelihood": 2,
    }
    return Plan(**{**said, **given})  # type: ignore[arg-type]


def test_a_mitigation_has_an_owner_a_date_and_a_residual_risk(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    finding = analysed(malcolm, clock).findings.get(asset_name="storage-array")
    owner = User.objects.create(username="priya", name="Priya", roles=["responder"])
    one = plan_mitigation(finding_id=finding.pk, plan=plan(owner), actor=malcolm, at=clock.now)
    assert (one.asset, one.residual) == (acme["storage-array"], 2)
    change_mitigation(
        mitigation_id=one.pk, plan=plan(owner, status="done"), actor=actor_of(owner), at=clock.now
    )
    told = [
        words(row) for row in TimelineEntry.objects.filter(subject=f"asset:{one.asset_id}").order_by("id")
    ]
    assert told[-1] == (
        "Duplicate it and balance, now done: A second array. Priya, due 1 June 2026. Risk left: 2"
    )
    stranger = actor_of(User.objects.create(username="ann", roles=["responder"]))
    with pytest.raises(NotPermitted):
        change_mitigation(mitigation_id=one.pk, plan=plan(owner), actor=stranger, at=clock.now)


@pytest.mark.parametrize("days", [None, -1, 366])
def test_a_risk_is_accepted_for_a_year_at_most(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock, days: int | None
) -> None:
    finding = analysed(malcolm, clock).findings.get(asset_name="storage-array")
    owner = User.objects.get(username="malcolm")
    expires = clock.now.date() + timedelta(days=days) if days is not None else None
    with pytest.raises(UnableToMitigate) as refused:
        plan_mitigation(
            finding_id=finding.pk,
            plan=plan(owner, kind="accept", expires_date=expires),
            actor=malcolm,
            at=clock.now,
        )
    assert refused.value.codes == ["SPOF_EXPIRY"] and "10 March 2027" in str(refused.value)
    a_year = plan(owner, kind="accept", expires_date=date(2027, 3, 10))
    one = plan_mitigation(finding_id=finding.pk, plan=a_year, actor=malcolm, at=clock.now)
    assert not queries.is_late(one, date(2027, 3, 10)) and queries.is_late(one, date(2027, 3, 11)) is True


def test_the_register_knows_what_nobody_looks_after(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    analysis = analysed(malcolm, clock)
    owner = User.objects.get(username="malcolm")
    for name in ("storage-array", "txn-db"):
        finding = analysis.findings.get(asset_name=name)
        plan_mitigation(finding_id=finding.pk, plan=plan(owner), actor=malcolm, at=clock.now)
    Mitigation.objects.filter(asset=acme["txn-db"]).update(status="dropped")

    def names(care: str, today: date) -> set[str]:
        return {row.asset_name for row in queries.register(analysis, queries.Wanted(care=care), today=today)}

    assert names("none", date(2026, 3, 10)) == {"app-uk", "app-us", "txn-db"}
    assert names("open", date(2026, 3, 10)) == {"storage-array"}
    assert names("late", date(2026, 6, 1)) == set()
    assert names("late", date(2026, 6, 2)) == {"storage-array"}


def test_people_are_reminded_two_weeks_before_and_when_it_is_late(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    internal = DistributionList.objects.create(name="internal", addresses="office@acme.example\n")
    internal.members.add(User.objects.get(username="malcolm"))
    spof_cadence()
    assert not Entry.objects.filter(topic="catalog.say_spof_is_due").exists()
    judged(clock, malcolm)
    signed = sign_off(analysis_id=analysed(malcolm, clock).pk, actor=malcolm, at=clock.now)

    def mails() -> list[tuple[str, str]]:
        rows = Delivery.objects.filter(subject_key=signed.key).order_by("id")
        return [(row.address, row.title) for row in rows]

    for days in (76, 78, 79, 93):
        clock.jump(minutes=(START + timedelta(days=days) - clock.now).total_seconds() / 60)
        spof_cadence()
        spof_cadence()
        clock.settle()
    soon = "The analysis of single points of failure is due soon"
    late = "The analysis of single points of failure is overdue"
    assert sorted(mails()) == sorted(
        (address, title)
        for title in (soon, late)
        for address in ("malcolm@acme.example", "office@acme.example")
    )
    said = TimelineEntry.objects.filter(kind="spof.came_due").order_by("id")
    assert [words(row) for row in said] == [
        f"{soon}. It is to be signed off by 10 June 2026.",
        f"{late}. It was to be signed off by 10 June 2026.",
    ]


def test_a_reminder_that_came_late_to_its_turn_says_nothing_of_what_was_signed_off(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    judged(clock, malcolm)
    sign_off(analysis_id=analysed(malcolm, clock).pk, actor=malcolm, at=clock.now)
    clock.jump(minutes=85 * 24 * 60)
    spof_cadence()
    second = running.start_analysis(actor=malcolm, at=clock.now)
    running.freeze(analysis_id=second.pk, at=clock.now)
    running.analyse_block(analysis_id=second.pk, start=0, at=clock.now)
    sign_off(analysis_id=second.pk, actor=malcolm, at=clock.now)
    clock.settle()
    assert not TimelineEntry.objects.filter(kind="spof.came_due").exists()


def test_an_asset_that_leaves_the_catalog_leaves_its_name_in_the_record(
    acme: dict[str, Asset], malcolm: Actor, clock: Clock
) -> None:
    analysis = analysed(malcolm, clock)
    acme["storage-array"].delete()
    assert SpofFinding.objects.get(analysis=analysis, asset=None).asset_name == "storage-array"
    assert len(queries.spof_asset_ids()) == 3
