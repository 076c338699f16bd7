"""Vonage's codes in the words of the protocol: those of a refused request, and those of a receipt."""

from notifications.channels.protocol import ChannelFailure, PermanentFailure, TemporaryFailure

_LATER = {
    "1": "The provider asks us to slow down.",
    "5": "The provider cannot take messages at the moment.",
    "10": "The provider's queue for our account is full.",
}
_CONTACT = {
    "33": "The number is not in use.",
}
_OUR_CONFIGURATION = {
    "4": "The provider does not accept our credentials.",
    "8": "The provider has barred our account.",
    "9": "Our account with the provider is empty.",
    "11": "Our account may not send text messages.",
    "14": "The provider does not accept our signature.",
    "15": "Our sender number is not valid.",
    "32": "The provider does not accept our signature.",
}
_UNROUTABLE = {
    "7": "The provider may not send to this number.",
    "22": "The provider knows no route to this number.",
    "29": "Our account may not send to this number.",
}
_OUR_TEXT = {
    "6": "The text cannot be sent.",
    "12": "The message is too long.",
}
_LOST = {
    "1": "The network does not say why the message failed.",
    "2": "The phone could not be reached.",
    "7": "The phone was busy.",
    "8": "The network failed.",
    "99": "The network does not say why the message failed.",
}
_GONE = {
    "3": "The number is not in use.",
    "9": "This is not a valid phone number.",
}
_BLOCKED = {
    "4": "The receiver blocks our messages.",
    "5": "The number has moved to another network.",
    "6": "The network filtered the message out.",
    "11": "The provider knows no route to this number.",
    "12": "The network cannot reach this number.",
    "14": "The network blocks our sender.",
}


def failure_for(code: str, *, words: str = "") -> ChannelFailure:
    """The failure that belongs to the status of a request."""
    if code in _LATER:
        return TemporaryFailure(code, _LATER[code])
    if code in _CONTACT or (code == "3" and "to" in words.split()):
        sentence = _CONTACT.get(code, "This is not a valid phone number.")
        return PermanentFailure(code, sentence, contact_is_invalid=True)
    if code in _UNROUTABLE:
        return PermanentFailure(code, _UNROUTABLE[code], try_other=True)
    if code in _OUR_TEXT:
        return PermanentFailure(code, _OUR_TEXT[code])
    sentence = _OUR_CONFIGURATION.get(code) or words or "The provider refused the message."
    # What we do not know is taken for our own mistake: another provider may not mind, and somebody must look.
    return PermanentFailure(code, sentence, try_other=True, needs_operator=True)


def loss_for(code: str) -> ChannelFailure:
    """The failure that belongs to the error code of a receipt."""
    if code in _GONE:
        return PermanentFailure(code, _GONE[code], contact_is_invalid=True)
    if code in _BLOCKED:
        return PermanentFailure(code, _BLOCKED[code], try_other=True)
    return TemporaryFailure(code, _LOST.get(code, "The message did not arrive."))
