"""A live call in TwiML: members rung, a whisper to whoever picks up, a pause, a tape, the end."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from notifications.channels.live_calls import CallScript, Happened, Then
from notifications.channels.twilio_voice import SPOKEN

KEY_SECONDS = 8
SILENCE_SECONDS = 5


def worded(script: CallScript, url: str) -> str:
    """The instructions; what follows is asked for below `url`."""
    response = VoiceResponse()
    if script.words and script.then is not Then.ASK:
        response.say(script.words, language=SPOKEN[script.language])
    _VERBS[script.then](response, script, url)
    return str(response)


def _ring(response: VoiceResponse, script: CallScript, url: str) -> None:
    dial = Dial(
        action=_at(url, Happened.NEXT, script.key, script.step),
        timeout=script.seconds,
        caller_id=script.shows,
        answer_on_bridge=True,
    )
    for key, number in script.numbers:
        dial.number(number, url=_at(url, Happened.PICKED_UP, key))
    response.append(dial)


def _ask(response: VoiceResponse, script: CallScript, url: str) -> None:
    action = _at(url, Happened.KEY, script.key, script.step)
    gather = Gather(
        input="dtmf", num_digits=1, timeout=KEY_SECONDS, action=action, action_on_empty_result=True
    )
    gather.say(script.words, language=SPOKEN[script.language])
    response.append(gather)


def _wait(response: VoiceResponse, script: CallScript, url: str) -> None:
    response.pause(length=script.seconds)
    response.redirect(_at(url, Happened.NEXT, script.key, script.step))


def _record(response: VoiceResponse, script: CallScript, url: str) -> None:
    after = _at(url, Happened.MESSAGE, script.key, script.step)
    response.record(
        action=after,
        max_length=script.seconds,
        timeout=SILENCE_SECONDS,
        finish_on_key="#",
        recording_status_callback=_at(url, Happened.RECORDING, script.key),
    )
    response.redirect(after)  # not a word was said


def _hang_up(response: VoiceResponse, script: CallScript, url: str) -> None:
    response.hangup()


def _join(response: VoiceResponse, script: CallScript, url: str) -> None:
    """Nothing more to say: Twilio connects the two when these instructions end."""


def _at(url: str, what: Happened, key: str, step: int = 0) -> str:
    return f"{url}/{what}?{urlencode({'key': key, 'step': step})}"


_VERBS: Mapping[Then, Callable[[VoiceResponse, CallScript, str], None]] = {
    Then.HANG_UP: _hang_up,
    Then.JOIN: _join,
    Then.ASK: _ask,
    Then.RING: _ring,
    Then.WAIT: _wait,
    Then.RECORD: _record,
}
