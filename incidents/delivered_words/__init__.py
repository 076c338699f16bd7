"""The words as delivered: for each kind of message, readers and form a subject and a text, in English and German."""

from collections.abc import Mapping
from types import MappingProxyType

from incidents.delivered_words import english, german

Key = tuple[str, str, str]
BY_LANGUAGE: Mapping[str, Mapping[Key, tuple[str, str]]] = MappingProxyType(
    {"en": english.WORDS, "de": german.WORDS}
)
