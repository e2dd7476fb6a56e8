"""A host for ``month.py``: FastAPI, with an upload as the body of a request.

OFFICE=office uvicorn app:app
"""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import month
from fastapi import Body, FastAPI, Request
from fastapi.responses import JSONResponse, Response

import hotline_metrics as hm

office = month.Office.load(Path(os.environ["OFFICE"]))
app = FastAPI(title="12345")
Upload = Annotated[bytes, Body(media_type="application/octet-stream")]
JSON = partial(Response, media_type="application/json")
WORD = partial(
    Response,
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)


@app.exception_handler(hm.HotlineMetricsError)
def refuse(_: Request, error: hm.HotlineMetricsError) -> JSONResponse:
    """Say what is wrong with the upload, in both languages; never with a citizen's words."""
    return JSONResponse({"zh": error.text("zh"), "en": error.text("en")}, status_code=422)


# A plain def: FastAPI runs it in a thread, and the host goes on answering others.
@app.post("/check/{name}")
def check(name: str, data: Upload) -> month.Checked:
    """Every row that cannot be counted, and why."""
    return month.check(office, name, data)


@app.post("/{period}/report.json/{name}")
def report(period: str, name: str, data: Upload) -> Response:
    """The figures."""
    return JSON(month.figures(office, period, name, data))


@app.post("/{period}/bulletin.docx/{name}")
def bulletin(period: str, name: str, data: Upload) -> Response:
    """The bulletin as a Word document."""
    return WORD(month.bulletin(office, period, name, data))
