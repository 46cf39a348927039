"""Row about moving in: a WordPress export of our own making through the real command, rendering included."""

from __future__ import annotations

import os
import subprocess
import sys
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMENTS = int(os.environ.get("BENCH_IMPORT", "20000"))
PAGES = 100
_TEXT = (
    "I walked past it on <em>Tuesday</em> and the fence was still lying in the grass, so nobody has begun.\n\n"
    'There is a <a href="https://town.example/plan">plan</a> of it in the library, on the second floor, beside the '
    "newspapers; it shows the new steps and the lamp. The old lamp goes to the school, as far as I know & understand."
)


def measure_import(folder: Path) -> Iterator[Row]:
    export = folder / "export.xml"
    _write_export(export)
    environ = os.environ | {"DISCUSS_DATA_DIR": str(folder / "data")}
    command = [sys.executable, "-m", "discuss"]
    subprocess.run([*command, "init"], check=True, env=environ, stdout=subprocess.DEVNULL)
    site = ["site", "add", "town", "--name", "Town", "--url", "https://town.example"]
    subprocess.run([*command, *site], check=True, env=environ, stdout=subprocess.DEVNULL)
    began = perf_counter()
    process = subprocess.Popen(
        [*command, "import", str(export), "--site", "town"], env=environ, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    yield Row("import with rendering", COMMENTS / seconds, "≥", 800, "/s", f"{COMMENTS} comments in {seconds:.0f} s")
    yield Row(
        "memory of an import", usage.ru_maxrss / 1024, "≤", 250, " MB", f"{export.stat().st_size >> 20} MB of XML"
    )


def _write_export(path: Path) -> None:
    each = COMMENTS // PAGES
    with path.open("w", encoding="utf-8") as file:
        file.write('<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>\n')
        for page in range(PAGES):
            file.write(
                f"<item><title>Page {page}</title><link>https://old.example/{page}/</link>"
                f"<wp:post_id>{page + 1}</wp:post_id>"
                "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\n"
            )
            file.writelines(_comment(page * each + number + 1, number) for number in range(each))
            file.write("</item>\n")
        file.write("</channel></rss>\n")


def _comment(identity: int, number: int) -> str:
    parent = identity - 1 - number % 7 if number % 3 and number > 7 else 0
    return (
        f"<wp:comment><wp:comment_id>{identity}</wp:comment_id>"
        f"<wp:comment_author>Reader {identity % 500}</wp:comment_author>"
        f"<wp:comment_date_gmt>2012-01-{number % 28 + 1:02} {number % 24:02}:00:00</wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[{_TEXT}]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved>"
        f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>\n"
    )
