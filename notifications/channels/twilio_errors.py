"""Twilio's error codes in the words of the protocol: who has to act, and whether another way may work."""

from notifications.channels.protocol import ChannelFailure, PermanentFailure, TemporaryFailure

_CONTACT = {
    "21211": "This is not a valid phone number.",
    "21217": "This is not a valid phone number.",
    "21604": "No phone number was given.",
    "21614": "This is not a mobile number.",
}
_UNROUTABLE = {
    "21408": "Our account may not send to that region.",
    "21612": "The provider knows no route to this number.",
}
_OUR_CONFIGURATION = {
    "20003": "The provider does not accept our credentials.",
    "21212": "Our sender number is not valid.",
    "21603": "No sender number is configured.",
    "21606": "Our sender number may not send text messages.",
}
_OUR_TEXT = {
    "21602": "The message has no text.",
    "21617": "The message is too long.",
}
_LATER = {
    "20429": "The provider asks us to slow down.",
    "21611": "The provider's queue for our sender is full.",
    "30001": "The provider's queue overflowed.",
    "30003": "The phone could not be reached.",
    "30008": "The network does not say why the message failed.",
}
_REFUSED = {
    "30002": "The provider has suspended our account.",
    "30004": "The receiver blocks our messages.",
    "30005": "The number is not in use.",
    "30006": "The number is a landline.",
    "30007": "The network filtered the message out.",
    "30034": "Our sender is not registered for that network.",
}
_UNUSABLE_NUMBER = frozenset({"30005", "30006"})
_OPERATOR_MUST_LOOK = frozenset({"30002", "30034"})


def failure_for(code: str, *, status: int = 400, words: str = "") -> ChannelFailure:
    """The failure that belongs to a code; an unknown code is judged by the HTTP status alone."""
    if code in _LATER:
        return TemporaryFailure(code, _LATER[code])
    if status == 429 or status >= 500:
        return TemporaryFailure(code or str(status), "The provider cannot take messages at the moment.")
    if code in _CONTACT:
        return PermanentFailure(code, _CONTACT[code], contact_is_invalid=True)
    if code == "21610":
        return PermanentFailure(code, "The receiver has asked us to stop sending texts.", opted_out=True)
    if code in _UNROUTABLE:
        return PermanentFailure(code, _UNROUTABLE[code], try_other=True)
    if code in _OUR_TEXT:
        return PermanentFailure(code, _OUR_TEXT[code])
    if code in _REFUSED:
        return _refused(code)
    sentence = _OUR_CONFIGURATION.get(code) or words or f"The provider answered {status}."
    # What we do not know is taken for our own mistake: another provider may not mind, and somebody must look.
    return PermanentFailure(code or str(status), sentence, try_other=True, needs_operator=True)


def _refused(code: str) -> PermanentFailure:
    return PermanentFailure(
        code,
        _REFUSED[code],
        contact_is_invalid=code in _UNUSABLE_NUMBER,
        try_other=code not in _UNUSABLE_NUMBER,
        needs_operator=code in _OPERATOR_MUST_LOOK,
    )
