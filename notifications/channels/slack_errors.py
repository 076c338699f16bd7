"""What Slack's errors mean for us, as failures of the protocol."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from notifications.channels.protocol import ChannelFailure, PermanentFailure, TemporaryFailure

_DESTINATION = {
    "channel_not_found": "Slack does not know this person or channel.",
    "user_not_found": "Slack does not know this person.",
    "users_not_found": "Slack does not know this person.",
    "user_disabled": "This person has left Slack.",
    "user_not_visible": "This person cannot be seen by our app in Slack.",
    "is_archived": "The Slack channel is archived.",
    "not_in_channel": "Our app is not in this Slack channel: invite it.",
    "cannot_dm_bot": "This is a bot of Slack's, not a person.",
    "messages_tab_disabled": "Our app may not write to people: switch on its Messages tab.",
}
_OURS = {
    "invalid_auth": "Slack does not accept our token.",
    "not_authed": "Slack was given no token.",
    "account_inactive": "The workspace of our token is gone.",
    "token_revoked": "Our token was revoked.",
    "token_expired": "Our token has expired.",
    "missing_scope": "Our app lacks the permission chat:write.",
    "no_permission": "Our app lacks a permission.",
    "access_denied": "Our app may not use this.",
    "org_login_required": "The workspace is being moved by Slack.",
    "restricted_action": "The workspace does not let our app post there.",
}
_TEXT = {
    "no_text": "The message has no text.",
    "msg_too_long": "The message is too long.",
    "invalid_blocks": "Slack cannot show the message.",
    "message_not_found": "The message is gone.",
    "cant_update_message": "The message cannot be changed.",
    "edit_window_closed": "The message cannot be changed any more.",
}
_LATER = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
WAITS_S = 30.0
_LONGEST_S = 600.0


def failure_for(code: str, *, status: int = 200, retry_after: str = "") -> ChannelFailure:
    """The failure that belongs to an error; an unknown one is taken for our own mistake, so that somebody looks."""
    if status == 429 or code in LIMITED:
        wait_s = min(_LONGEST_S, float(retry_after)) if retry_after.isdecimal() else WAITS_S
        return TemporaryFailure("ratelimited", "Slack asks us to slow down.", wait_s=wait_s)
    if status >= 500 or code in _LATER:
        return TemporaryFailure(code or str(status), "Slack cannot take messages at the moment.")
    if code in _DESTINATION:
        return PermanentFailure(code[:20], _DESTINATION[code], contact_is_invalid=True)
    if code in _TEXT:
        return PermanentFailure(code[:20], _TEXT[code])
    sentence = _OURS.get(code, f"Slack answered {code or status}.")
    return PermanentFailure((code or str(status))[:20], sentence, try_other=True, needs_operator=True)


def failure_of(error: SlackApiError) -> ChannelFailure:
    """What Slack's client raised, in our words."""
    answer = error.response
    data = answer.data if isinstance(getattr(answer, "data", None), dict) else {}
    headers = {
        str(name).lower(): str(value) for name, value in (getattr(answer, "headers", {}) or {}).items()
    }
    status = int(getattr(answer, "status_code", 0) or 500)
    return failure_for(
        str(data.get("error") or ""), status=status, retry_after=headers.get("retry-after", "")
    )
