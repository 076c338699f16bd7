"""Telnyx's error codes in the words of the protocol: who has to act, and whether another way may work."""

from notifications.channels.protocol import ChannelFailure, PermanentFailure, TemporaryFailure

_LATER = {
    "10007": "The provider cannot take messages at the moment.",
    "10008": "The provider cannot take messages at the moment.",
    "10011": "The provider asks us to slow down.",
    "40002": "The network filtered the message out for the moment.",
    "40004": "The network does not say why the message failed.",
    "40005": "The message came too late.",
    "40006": "The phone's network could not be reached.",
    "40008": "The network does not say why the message failed.",
    "40011": "The network asks us to slow down.",
    "40014": "The message came too late.",
    "40318": "The provider's queue for our sender is full.",
}
_CONTACT = {
    "10001": "The number is not in use.",
    "10002": "This is not a valid phone number.",
    "10016": "This is not a valid phone number.",
    "40001": "This is not a mobile number.",
    "40012": "This is not a valid phone number.",
    "40310": "This is not a valid phone number.",
}
_UNROUTABLE = {
    "40003": "The network blocks our sender.",
    "40010": "Our sender is not registered for that network.",
    "40013": "The network blocks our sender.",
    "40015": "The provider filtered the message out.",
    "40309": "Our account may not send to that region.",
}
_OUR_TEXT = {
    "40009": "The text cannot be sent.",
    "40302": "The message is too long.",
}
_OUR_CONFIGURATION = {
    "10009": "The provider does not accept our credentials.",
    "10010": "Our account may not send text messages.",
    "40305": "Our sender number is not valid.",
    "40312": "Our messaging profile is switched off.",
    "40314": "The provider has suspended our account.",
}
_OPTED_OUT = "40300"


def failure_for(code: str, *, status: int = 422, words: str = "") -> ChannelFailure:
    """The failure that belongs to a code; an unknown code is judged by the HTTP status alone."""
    if code in _LATER:
        return TemporaryFailure(code, _LATER[code])
    if status == 429 or status >= 500:
        return TemporaryFailure(code or str(status), "The provider cannot take messages at the moment.")
    if code in _CONTACT:
        return PermanentFailure(code, _CONTACT[code], contact_is_invalid=True)
    if code == _OPTED_OUT:
        return PermanentFailure(code, "The receiver has asked us to stop sending texts.", opted_out=True)
    if code in _UNROUTABLE:
        return PermanentFailure(code, _UNROUTABLE[code], try_other=True)
    if code in _OUR_TEXT:
        return PermanentFailure(code, _OUR_TEXT[code])
    sentence = _OUR_CONFIGURATION.get(code) or words or f"The provider answered {status}."
    # What we do not know is taken for our own mistake: another provider may not mind, and somebody must look.
    return PermanentFailure(code or str(status), sentence, try_other=True, needs_operator=True)
