"""The register of kinds: each room names the facts it may record and the sentence each is told in."""

_SENTENCES: dict[str, str] = {}


def register(sentences: dict[str, str]) -> None:
    """Add a room's kinds. The value is a Django template over the entry's `data`, `actor` and times.

    Raises ValueError when a kind is registered twice with different words.
    """
    for kind, sentence in sentences.items():
        if _SENTENCES.setdefault(kind, sentence) != sentence:
            raise ValueError(f"The kind {kind!r} is registered twice")


def sentence_of(kind: str) -> str:
    """The template of a kind. Raises LookupError for a kind nobody registered."""
    try:
        return _SENTENCES[kind]
    except KeyError:
        raise LookupError(f"No room registered the kind {kind!r}; add it to that room's kinds.py") from None


def all_kinds() -> dict[str, str]:
    """Every kind with its sentence, sorted."""
    return dict(sorted(_SENTENCES.items()))
