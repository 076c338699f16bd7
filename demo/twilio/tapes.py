"""What the fake Twilio hands out for a recording: a soft tone that rises and falls, as long as somebody spoke."""

import io
import math
import wave

from demo.twilio.ledger import Call

RATE = 8000
LONGEST_SECONDS = 10


def tape_of(call: Call) -> bytes:
    """The recording of a call, as a WAV file."""
    seconds = min(call.seconds, LONGEST_SECONDS)
    samples = (
        int(16 * math.sin(math.pi * second / RATE) * math.sin(2 * math.pi * 330 * second / RATE)) + 128
        for second in range(RATE * seconds)
    )
    out = io.BytesIO()
    with wave.open(out, "wb") as tape:
        tape.setnchannels(1)
        tape.setsampwidth(1)
        tape.setframerate(RATE)
        tape.writeframes(bytes(samples))
    return out.getvalue()
