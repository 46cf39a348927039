"""Where the two lines belong in the blog systems that many use: the file, and what stands before the place in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guide:
    """A blog system, the file of a theme that makes the page of a post, and the text after which the lines belong."""

    system: str
    file: str
    after: str


GUIDES = (
    Guide("WordPress", "single.php", "the_content();"),
    Guide("Hugo", "layouts/_default/single.html", "{{ .Content }}"),
    Guide("Jekyll", "_layouts/post.html", "{{ content }}"),
    Guide("Pelican", "templates/article.html", "{{ article.content }}"),
    Guide("Eleventy", "_includes/post.njk", "{{ content | safe }}"),
    Guide("Ghost", "post.hbs", "{{content}}"),
    Guide("Hexo", "layout/post.ejs", "<%- page.content %>"),
    Guide("Nikola", "templates/post.tmpl", "${post.text()}"),
)
