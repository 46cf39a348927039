"""What strangers send: shared tables of hostile values, as data. Each name says why the value is there."""

from __future__ import annotations

import gzip
from typing import Any

MOST_BYTES = 256 * 1024
BIG = 2**63

# Bodies that are no JSON object in UTF-8 at all, whatever the operation reads.
RAW_BODIES: dict[str, bytes] = {
    "nothing": b"",
    "white space": b" \n\t ",
    "null": b"null",
    "true": b"true",
    "a number": b"7",
    "2^63": b"9223372036854775808",
    "a text": b'"text"',
    "a list": b"[]",
    "a list of objects": b"[{}]",
    "cut off": b'{"body": "x"',
    "two documents": b"{} {}",
    "a trailing comma": b'{"body": "x",}',
    "a comment": b'{"body": /* no */ "x"}',
    "single quotes": b"{'body': 'x'}",
    "NaN alone": b"NaN",
    "a byte order mark": b'\xef\xbb\xbf{"body": "x"}',
    "UTF-16": '{"body": "x"}'.encode("utf-16"),
    "UTF-16 without a mark": '{"body": "x"}'.encode("utf-16-le"),
    "UTF-32": '{"body": "x"}'.encode("utf-32"),
    "Latin-1": '{"body": "é"}'.encode("latin-1"),
    "an overlong NUL": b'{"body": "\xc0\x80"}',
    "a surrogate in UTF-8": b'{"body": "\xed\xa0\x80"}',
    "a raw NUL": b'{"body": "a\x00b"}',
    "gzip": gzip.compress(b'{"body": "x"}'),
    "a form": b"body=x&url=y",
    "XML": b"<body>x</body>",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "deep below a field that is not there": b'{"none": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}

OVERSIZED = b'{"body": "' + b"x" * MOST_BYTES + b'"}'

WRONG_TYPES_OF_CONTENT = (
    "text/plain",
    "text/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/merge-patch+json",
    "application/json; charset=utf-16",
    "application/json; charset=latin-1",
    "application/jsonp",
    "application",
    "*/*",
    "",
)

# Any value as JSON text, by the type that JSON Schema gives it; those of another type than a field's are refused there.
VALUES: dict[str, tuple[Any, ...]] = {
    "null": (None,),
    "boolean": (True, False),
    "integer": (0, -1, 7, BIG, -BIG - 1, 2**64, 10**400),
    "number": (1.5, -0.5, 1e308),
    "string": ("", "text", "0", "true", "null"),
    "array": ([], ["text"], [None], [[[[]]]]),
    "object": ({}, {"$ne": None}, {"__proto__": {}}, {"toString": 1}),
}

# Literals that are no JSON, though some readers take them.
NO_NUMBERS = ("NaN", "Infinity", "-Infinity", "1e", "0x10", "+1", "01", ".5")

LONE_SURROGATES = (r"\ud800", r"\udfff", r"a\udc00b", r"\ud800\ud800", r"\udc00\ud800")

# No text of any field may hold these.
UNSTORABLE = ("\x00", "a\x00", "\x01", "\x08", "\x1b", "\x7f", "\ufffe", "\U0010ffff", "\ufdd0")

# Texts that somebody could take for code. Each is either kept byte for byte or refused in words.
TRICKS = (
    "\\'",
    "\\\\",
    "\\frac{1}{2}",
    "$$",
    "$1",
    "%s",
    "%(x)s",
    "%00",
    ":x",
    "{x}",
    "?",
    "'; DROP TABLE comment; --",
    "' OR '1'='1",
    '" onmouseover="alert(1)',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<foo@bar.example>",
    "&lt;b&gt; &amp;amp; &#0;",
    "[x](javascript:alert(1))",
    "```\n</code><script>\n```",
    "{{ 7*7 }}",
    "{% raw %}",
    "${7*7}",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "\u202etxt.exe\u202c",
    "e\u0301 vs \u00e9",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\u1e9e\u0130\u0131",
    "\ufdfa" * 20,
    "=1+1",
    "\tx",
    "a\u2028b\u2029c",
    "\ufeffx",
)

INVISIBLE_NAMES = (
    "",
    " ",
    "\u00a0",
    "\u200b",
    "\u200b\u200c\u200d",
    "\u2060\ufeff",
    "\u202e\u202c",
    "\u3164",
    "\u115f\u1160",
    "\u2800",
    "\u00ad",
    "\u034f",
    "\u180e",
    "\U000e0020\U000e0041",
    "\ufe0f",
    " \u2003\u3000 ",
    "\uffa0",
)

# Sites and ids as they may stand in a path, none of which leads anywhere. Percent-encoded already.
NO_SITES = (
    "nowhere",
    "Town",
    "TOWN",
    "town%00",
    "town%0A",
    "town%20",
    "town;x",
    "town%2F..",
    "-town",
    "town-",
    "t" * 64,
    "%C3%A9",
    "%FF",
    "%F0%9F%98%80",
    "'%20OR%201=1--",
    "*",
    "%25",
    "..",
    "null",
    "0",
)
NO_IDS = (
    "0",
    "1",
    "-1",
    "+1",
    "1.0",
    "1e3",
    "0x10",
    str(BIG - 1),
    str(BIG),
    str(2**64),
    "9" * 20,
    "9" * 5000,
    "%D9%A3",
    "%EF%BC%91",
    "null",
    "undefined",
    "%00",
    "1%00",
    "1%0A",
    "1%20",
    "1%20OR%201=1",
    "%FF",
    "..",
    "me",
)
