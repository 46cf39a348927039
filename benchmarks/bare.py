"""A bare Flask view that answers ready bytes: what Flask itself costs. `BYTES` names the file it serves."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, Response

BYTES = Path(os.environ["BYTES"]).read_bytes()
app = Flask("bare")


@app.get("/")
def answer() -> Response:
    return Response(BYTES, mimetype="application/json")
