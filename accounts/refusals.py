"""How an operation says no: always with stable codes and a sentence that says what would be right."""

from collections.abc import Sequence


class Unable(Exception):  # a refusal, not an error
    """An operation was refused and nothing was changed. `codes` are stable, `sentences` are for people.

    Rooms subclass it as `UnableToClassify` and the like; the API answers 409 with `blocked_by`.
    """

    status = 409

    def __init__(self, *codes: str, sentences: Sequence[str] = ()) -> None:
        self.codes = list(codes)
        self.sentences = list(sentences) or list(codes)
        super().__init__(" ".join(self.sentences))


class NotPermitted(Unable):
    """This person may not do this, here and now (403)."""

    status = 403

    def __init__(self, sentence: str) -> None:
        super().__init__("NOT_PERMITTED", sentences=[sentence])


class Invalid(Unable):
    """What was given cannot be used (400)."""

    status = 400
