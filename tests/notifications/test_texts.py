"""Words fit into a text message, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st

from notifications.texts import SMS_LIMIT, fit_sms, is_gsm7, segments


def test_typography_does_not_cost_segments() -> None:
    text = fit_sms("“Orders” – refused… it’s 14:40")
    assert text == '"Orders" - refused... it\'s 14:40'
    assert is_gsm7(text)


def test_letters_of_other_alphabets_stay() -> None:
    assert fit_sms("Łódź 火事 🔥") == "Łódź 火事 🔥"


def test_a_long_text_is_cut_between_words_and_says_so() -> None:
    assert fit_sms("one two three four", limit=14) == "one two..."
    assert fit_sms("one two three", limit=10) == "one two..."
    assert fit_sms("one two three", limit=13) == "one two three"


def test_one_endless_word_is_cut_all_the_same() -> None:
    assert fit_sms("x" * 50, limit=10) == "xxxxxxx..."


def test_segments_are_counted_as_the_network_counts() -> None:
    assert [segments("a" * n) for n in (0, 160, 161, 306, 307)] == [1, 1, 2, 2, 3]
    assert [segments("Ж" * n) for n in (70, 71, 134, 135)] == [1, 2, 2, 3]
    assert segments("€" * 81) == 2


@given(st.text(max_size=4000), st.integers(min_value=10, max_value=SMS_LIMIT))
def test_nothing_exceeds_the_limit_and_what_fits_stays(text: str, limit: int) -> None:
    cut = fit_sms(text, limit=limit)
    assert len(cut.encode("utf-16-le", "surrogatepass")) // 2 <= limit
    assert fit_sms(cut, limit=limit) == cut
