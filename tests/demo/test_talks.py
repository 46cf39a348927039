from __future__ import annotations

import pytest

from discuss.demo.posts import load_posts, read_text
from discuss.demo.talk import parse_talk

TALKS = {post.name: post for post in load_posts() if post.name != "seeds"}


def test_a_talk_is_read_comment_by_comment() -> None:
    first, second = parse_talk("@0 Ann of No. 3 | 1d2h | pinned up=3\nA text\n\nof two parts\n\n@1 Bo | 5m\nYes.")
    assert (first.depth, first.name, first.delay, first.up) == (0, "Ann of No. 3", 1560, 3)
    assert first.body == "A text\n\nof two parts"
    assert (second.depth, second.name, second.delay, second.marks) == (1, "Bo", 5, frozenset())


@pytest.mark.parametrize("text", ["@0 nobody said when\nText", "@0 Ann | 1h\n", "@x Ann | 1h\nText"])
def test_a_head_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="no head of a comment"):
        parse_talk(text)


@pytest.mark.parametrize("name", TALKS)
def test_nothing_is_said_in_the_future_and_nobody_answers_nobody(name: str) -> None:
    above: list[int] = []
    for line in parse_talk(read_text("talks", f"{name}.txt")):
        assert line.depth <= len(above)
        del above[line.depth :]
        above.append((above[-1] if above else 0) + line.delay)
        assert above[-1] < TALKS[name].days * 1440


def test_the_long_talk_is_long_and_deep() -> None:
    talk = parse_talk(read_text("talks", "footbridge.txt"))
    assert len(talk) >= 55
    assert max(line.depth for line in talk) >= 10
