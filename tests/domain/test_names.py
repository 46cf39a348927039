"""What a guest may be called, and who else that could seem to be."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from discuss.domain.lookalikes import LOOK_ALIKES
from discuss.domain.names import check_name, check_not_member, is_look_alike, skeleton
from discuss.errors import Invalid

ZWJ_FAMILY = "\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Anna", "Anna"),
        ("  Anna \t  B.  ", "Anna B."),
        ("Anna\u00a0\u3000B", "Anna B"),
        ("Rene\u0301", "René"),
        ("\u202eannA\u202c", "annA"),
        ("\u2068Anna\u2069 \u200fB\ufeff", "Anna B"),
        ("An\u00adna\u200b", "Anna"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (ZWJ_FAMILY, ZWJ_FAMILY),
        ("7", "7"),
        ("\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd"),
        ("山田 太郎", "山田 太郎"),
        ("O'Neill & Söhne", "O'Neill & Söhne"),
        ("x" * 100, "x" * 100),
        ("e\u0301" * 100, "é" * 100),
    ],
)
def test_names_are_tidied(sent: str, kept: str) -> None:
    assert check_name(sent) == kept


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "\t", "\u200b", "\u2060\ufeff", "\u200d\u200c", "\u3164", "\uffa0\u115f", "\u2800",
        "\U000e0041", "\ufe0f",
        "\u034f", "\u00ad", "\u202e", ".", "...", "-", "\u0301", "Anna\nB", "Anna\r\nBcc: x", "Anna\n", "Anna\x00",
        "\x1b[31m", "Anna\x85B", "A\u2028B", "A\u2029B", "Anna\ud800", "Anna\ufffe", "x" * 101, "é" * 101,
        "A\u0334\u0335\u0336\u0337\u0338nna",
    ],
)  # fmt: skip
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_name(name)
    assert refused.value.errors[0].pointer == "/author/name"


@given(st.text(max_size=120))
def test_a_tidy_name_stays(name: str) -> None:
    try:
        tidy = check_name(name)
    except Invalid:
        return
    assert check_name(tidy) == tidy
    assert 1 <= len(tidy) <= 100


MEMBER = "Alice Miller"


@pytest.mark.parametrize(
    "name",
    [
        "alice miller", "ALICE MILLER", "AliceMiller", "Alice  Miller", "Alice_Miller", "Alice-Miller!",
        "A.l.i.c.e Miller",
        "Аlice Miller", "Аliсе Мillеr", "Αlice Μiller", "AIice MiIIer", "A1ice Mi11er", "A|ice Miller",
        "Ālíçè Mïllêr",
        "Alice\u200bMiller", "Alice\u2060 Miller\ufeff", "A\u0300lice Miller", "Alice Mıller",
        "\uff21\uff4c\uff49\uff43\uff45 Miller",
        "𝓐𝓵𝓲𝓬𝓮 𝕄𝕚𝕝𝕝𝕖𝕣", "Alice Miller ✓", "Alice Miller 🌻", "Ⓐⓛⓘⓒⓔ Miller", "Alice rniller", "Aliϲe Miller",
        "Alіce Mіller",
        "\u202eAlice Miller", "Alice Miller\ufe0f", "Ꭺlice Miller",
    ],
)  # fmt: skip
def test_look_alikes_of_a_member(name: str) -> None:
    assert is_look_alike(name, ["Bob", MEMBER])
    with pytest.raises(Invalid) as refused:
        check_not_member(name, [MEMBER])
    assert refused.value.errors[0].pointer == "/author/name"
    assert refused.value.errors[0].detail == "This name belongs to someone on the team. Please choose another."


@pytest.mark.parametrize(
    "name", ["Alice", "Miller", "Alice Muller", "Alice B. Miller", "Bob", "山田", "🌻", "Алиса Миллер"]
)
def test_other_names_are_free(name: str) -> None:
    assert not is_look_alike(name, [MEMBER])
    check_not_member(name, [MEMBER])


@pytest.mark.parametrize(
    ("member", "name"),
    [("Ηλίας", "ΗΛΙΑΣ"), ("ηλίας", "HΛIAΣ"), ("Олег", "ОЛЕГ"), ("Олег", "Oлeг"), ("Bob", "B0b"), ("Weiß", "WEISS"),
     ("🌻", "🌻"), ("José", "Jose"), ("Jose", "José"), ("Łukasz", "Lukasz"), ("Søren", "Soren"), ("Вова", "BOBA")],
)  # fmt: skip
def test_members_of_other_scripts(member: str, name: str) -> None:
    assert is_look_alike(name, [member])


@pytest.mark.parametrize(
    ("member", "name"), [("🌻", "🌼"), ("रवि", "रवी"), ("山田", "山本"), ("Bob", ""), ("", "Bob"), ("", "")]
)
def test_members_with_different_names(member: str, name: str) -> None:
    assert not is_look_alike(name, [member])


@given(st.text(max_size=60))
def test_a_skeleton_is_a_fixed_point(name: str) -> None:
    assert skeleton(skeleton(name)) == skeleton(name)


@given(st.text(st.characters(max_codepoint=0x24F, categories=["L", "N", "P", "S"]), min_size=1, max_size=40))
def test_a_name_looks_like_itself_in_any_case(name: str) -> None:
    assert is_look_alike(name, [name])
    assert is_look_alike(name.upper(), [name])
    assert is_look_alike(name.lower(), [name])


def test_the_table_leaves_plain_letters_alone() -> None:
    assert {chr(code) for code in LOOK_ALIKES if code < 0x80} == set("0iI1|")
    assert all(unicodedata.normalize("NFKD", skeleton(letter)) == skeleton(letter) for letter in LOOK_ALIKES.values())
