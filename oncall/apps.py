"""Schedules, escalation paths, hunt groups, and the running escalation."""

from django.apps import AppConfig


class OncallConfig(AppConfig):
    name = "oncall"

    def ready(self) -> None:
        """Register what this room records, what it knows, whom it answers and what it may stop."""
        from accounts import beside
        from incidents import facts
        from notifications import lines, quiet, responders, vetoes
        from oncall import queries
        from oncall.kinds import KINDS
        from oncall.operations import handing_over, telling_gaps
        from oncall.paging import probe_answering, receiving, replying
        from oncall.queries import habits
        from oncall.schedule_kinds import KINDS as OF_SCHEDULES
        from oncall.shown import feeds as feed_pages
        from oncall.shown import habits as habit_pages
        from timeline import kinds

        kinds.register(KINDS)
        kinds.register(OF_SCHEDULES)
        facts.provide("responder_ack", queries.responder_acks)
        facts.provide("paged", queries.paged)
        responders.register(replying.answer, grammar=replying.understands)
        lines.register(receiving.answer)
        responders.register(probe_answering.answer)
        beside.add_section("oncall/_rules.html", habit_pages.section_of)
        beside.add_section("oncall/_feeds.html", feed_pages.section_of)
        vetoes.register("page", queries.veto_page, queries.veto_pages)
        vetoes.register("duty", handing_over.reason_against)
        vetoes.register("gap", telling_gaps.reason_against)
        quiet.register(habits.quiet_ends)
