"""Rows about the embed: what a reader's browser loads, minified and compressed by brotli."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUILT = Path(__file__).parents[1] / "discuss" / "static" / "embed"
# Python's library has no brotli; Node's has.
_SIZE = "process.stdout.write(String(zlib.brotliCompressSync(fs.readFileSync(process.argv[1])).length))"


def measure_embed(_folder: Path) -> Iterator[Row]:
    node = shutil.which("node")
    assert node, "node is missing: `make test-deps` installs it"
    first = _size(node, _BUILT / "embed.js")
    everything = first + sum(_size(node, path) for path in _BUILT.glob("write-*.js"))
    yield Row("embed until the first comment", first / 1024, "≤", 8, " KB", f"{first} bytes, JavaScript and CSS")
    yield Row("embed, everything", everything / 1024, "≤", 14, " KB", f"{everything} bytes, in English")


def _size(node: str, path: Path) -> int:
    return int(subprocess.run([node, "-e", _SIZE, str(path)], check=True, capture_output=True, text=True).stdout)
