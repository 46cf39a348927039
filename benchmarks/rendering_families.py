"""Families of texts made to be slow: each gives a text of any size, all of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def repeated(unit: str) -> Callable[[int], str]:
    """Give a family that repeats one unit up to a size."""
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def mirrored(before: str, after: str) -> Callable[[int], str]:
    """Give a family that opens for one half and closes for the other."""
    return lambda size: (before * (size // 2 // len(before)) + after * (size // 2 // len(after)))[:size]


def numbered(unit: str) -> Callable[[int], str]:
    """Give a family of units that differ by a number."""

    def build(size: int) -> str:
        return "".join(unit.replace("N", str(number)) for number in range(size // len(unit)))[:size]

    return build


def table_of(columns: int) -> Callable[[int], str]:
    """Give a table of so many columns."""

    def build(size: int) -> str:
        head = "|" + "a|" * columns + "\n|" + "-|" * columns + "\n"
        return (head + ("|" + "b|" * columns + "\n") * size)[:size]

    return build


def nested(marker: str) -> Callable[[int], str]:
    """Give lines of which each is nested one deeper than the one before."""

    def build(size: int) -> str:
        lines: list[str] = []
        while sum(map(len, lines)) < size:
            lines.append(marker * (len(lines) + 1) + "a\n")
        return "".join(lines)[:size]

    return build


def indented(marker: str) -> Callable[[int], str]:
    """Give list items of which each is indented below the one before."""

    def build(size: int) -> str:
        lines: list[str] = []
        while sum(map(len, lines)) < size:
            lines.append(" " * (len(marker) * len(lines)) + marker + "a\n")
        return "".join(lines)[:size]

    return build


def backtick_runs(size: int) -> str:
    """Give runs of backticks of which no two are of the same length."""
    runs: list[str] = []
    while sum(map(len, runs)) < size:
        runs.append("e" + "`" * (len(runs) + 1))
    return "".join(runs)[:size]


def references(size: int) -> str:
    """Give definitions in the first half and uses of them in the second."""
    lines = [f"[r{number}]: http://a.b/{number}\n" for number in range(size // 40)]
    uses = "".join(f"[r{number}] " for number in range(size // 20))
    return ("".join(lines) + "\n" + uses)[:size]


def long_title_reference(size: int) -> str:
    """Give one long definition and as many uses as fit: output may outgrow input."""
    return (f"[a]: http://a.b/{'x' * (size // 2)}\n\n" + "[a] " * size)[:size]


UNITS = (
    "a", "a ", "a\n", "a\n\n", "*", "_", "*a", "**a", "*a*", "*a* ", "**a** ", "**a*", "*a_ ", "_a__a", "_a_ ",
    "***a ", "* a *", "~", "~~a", "~~a~~ ", "`", "`a", "`a`", "`a` ", "``a` ", "[", "]", "[]", "[a]", "[a](", "[a](b",
    "[a](b) ", "[a](<b", "[a](http://a.b) ", "[a](/b 'c') ", "![", "![[[", "![a](http://a.b) ", "![a](", "![](",
    "[[a]](b)", "[a][", "[a][b]", "[a]: b\n", "[a]:\n", "<", "<a", "<a ", "</", "<!", "<?", "<!--", "<http://a.b>",
    "<a@b.c>", "<a b=", "<b>", ">", "> ", ">a\n", "&", "&amp;", "&lt; ", "&#", "&#120;", "&a", "&a;", '"', "'", "\\",
    "\\*", "\\a", "\\\n", "http://", "https://a.b ", "http://a.b/(", "http://a.b/)", "http://a.b/'", "http://a.b/[",
    "http://a.b,", "http://a", "://", "a://", " ://", "a.b.", "www.", "www.a.b ", "www.a.b/(", "//a.b ",
    "mailto:a@b.c ", "mailto:", "@", "a@", "a@b ", "-a.", "a-", "http:", "http://a.b?", "http://a.b!", 'http://a.b/"',
    "http://a@", "http://a:", "//", "https://a.b/a*b*", "- ", "- a\n", "-\n", "* a\n", "1. ", "1. a\n", "1) a\n\n",
    "- a\n\n", "- a\n  - b\n", "-\n\n", "# ", "# a\n", "#\n", "a\n=\n", "a\n-\n", "---\n", "    a\n", "\ta\n", "\t",
    "    ", "```\n", "```\n```\n", "~~~\na\n", "``` a\n", "|", "|a", "|a\n", "|a|\n|-|\n", "a|b\n-|-\n", "|-",
    "|-|\n", "|\n|", "a|\n", "\\|", "|`", "\n", " \n", "\n\n", "  \n", "a  \n", "a\\\n", "é", "漢", "漢字 ", "😀",
    "\u200b", "\xa0", "\u2028", "*漢*", "**「a」**", "ſ", "\x1f", "ﬃ",
)  # fmt: skip

FAMILIES: dict[str, Callable[[int], str]] = {
    **{repr(unit): repeated(unit) for unit in UNITS},
    "[…]": mirrored("[", "]"),
    "[…](a)": mirrored("[", "](a)"),
    "![…](a)": mirrored("![", "](a)"),
    "*a …a*": mirrored("*a ", " a*"),
    "**a …a**": mirrored("**a ", " a**"),
    "*a **b … **a*": mirrored("*a **b ", " b** a*"),
    "_a …a_": mirrored("_a ", " a_"),
    "~~a …a~~": mirrored("~~a ", " a~~"),
    "(…)": mirrored("(", ")"),
    "a](…)": lambda size: "[a](" + mirrored("(", ")")(size - 4),
    "`…` mirrored": mirrored("`a", "a`"),
    "http://a.b/(…)": lambda size: "http://a.b/" + mirrored("(", ")")(size - 11),
    "one address": lambda size: "http://a.b/" + "a" * (size - 11),
    "one address of dots": lambda size: "http://" + "a." * (size // 2 - 4),
    "one address of punctuation": lambda size: "http://a.b/" + "!" * (size - 11),
    "letters then ://": lambda size: "a!" * (size // 4) + "a://" * (size // 8),
    "letters and ://": lambda size: ("a" * 50 + "!") * (size // 102) + "://" * (size // 6),
    "numbered references": numbered("[N]: /N\n"),
    "references used": references,
    "one long reference": long_title_reference,
    "numbered addresses": numbered("http://a.b/N "),
    "table of 1": table_of(1),
    "table of 2": table_of(2),
    "table of 10": table_of(10),
    "table of 100": table_of(100),
    "table of 1000": table_of(1000),
    "table head then short rows": lambda size: ("|" + "a|" * 400 + "\n|" + "-|" * 400 + "\n" + "|\n" * size)[:size],
    "table of emphasis": lambda size: ("|a|b|\n|-|-|\n" + "|*a*|`b`|\n" * size)[:size],
    "many small tables": repeated("|a|\n|-|\n|b|\n\n"),
    "tables in quotes": repeated("> |a|\n> |-|\n> |b|\n\n"),
    "quotes deeper": nested(">"),
    "quotes deeper with blanks": nested("> "),
    "items in one line": lambda size: ("- " * 60 + "a\n") * (size // 122),
    "lists deeper": indented("- "),
    "numbers deeper": indented("1. "),
    "quoted lists": nested("> - "),
    "quotes and lines": lambda size: (">" * 30 + "a\n") * (size // 32),
    "quotes and lazy lines": lambda size: ">" * 30 + "a\n" * (size // 2 - 15),
    "backtick runs": backtick_runs,
    "fence never closed": lambda size: "```\n" + "a\n" * (size // 2 - 2),
    "fence info": lambda size: "```" + "a" * (size - 3),
    "entities in link": lambda size: "[a](" + "&amp;" * (size // 5 - 1) + ")",
    "quotes in title": lambda size: "[a](http://a.b '" + '"' * (size - 20) + "')",
    "emphasis in links": repeated("[*a*](http://a.b) "),
    "links in items": repeated("- [a](http://a.b)\n"),
    "code in items": repeated("- `a`\n"),
    "100 schemes": lambda size: "a!" * ((size - 400) // 2) + "://" * 99,
    "100 schemes apart": lambda size: ("a!" * ((size - 400) // 200) + "://") * 99,
    "100 addresses": lambda size: ("http://a" + ".b" * (size // 200 - 5)) * 99,
    "100 addresses (": lambda size: ("http://a.b/" + "(" * (size // 100 - 12)) * 99,
    "100 addresses [": lambda size: ("http://a.b/" + "[" * 5 + "'" * (size // 100 - 17)) * 99,
    "www. of dots": lambda size: "www." + "a." * (size // 2 - 2),
    "100 www. of dots": lambda size: ("www." + "a." * (size // 200 - 2)) * 99,
    "100 www. then dots": lambda size: "www." * 99 + "a." * (size // 2 - 200),
    "100 http://a then a": lambda size: "http://a" * 99 + "a" * (size - 800),
    "100 mailto: then dots": lambda size: "mailto:" * 99 + "a." * (size // 2 - 350),
    "250 [": lambda size: "[" * 250 + "a" * (size - 250),
    "250 [a](": lambda size: "[a](" * 250 + "a" * (size - 1_000),
    "250 [ apart": lambda size: ("[" + "a " * (size // 500 - 1)) * 250,
    "250 [a][ apart": lambda size: ("[a]" + "*a " * (size // 1_250 - 1)) * 250,
    "100 ![ among [": lambda size: "![" * 99 + "[" * 150 + "*a " * ((size - 600) // 3),
    "1000 items": repeated("- aaaaaaa\n"),
    "1000 loose items": repeated("- *aaa*\n\n"),
    "1000 lines of a quote": lambda size: ">" * 10 + "a*a*aaaaa\n" * (size // 10 - 1),
    "1000 lines of quotes": lambda size: (">" * 10 + "\n") * (size // 11),
    "300 rows": lambda size: (
        ("|a|b|c|d|\n|-|-|-|-|\n" + "|*a*|`b`|[c](/d)|" + "*" * 10 + "|\n") * 1
        + "|*a*|`b`|c|*d*|\n" * min(296, size // 18)
    ),
    "300 short rows": lambda size: "|a|b|c|d|e|\n|-|-|-|-|-|\n" + "a\n" * min(297, size),
    "words": repeated("Some words about the town hall, and then some more. "),
    "lines": repeated("Some words about the town hall.\n"),
}
