"""The picture of the page in the documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from abm.documentation.documents import showing
from tests.browser.conftest import Chromium, Server
from tests.browser.screenshot import PICTURE, shoot

HEAD = 24
"""Bytes of a PNG file up to and with its width and height."""


@pytest.mark.usefixtures("whole_burn_in")
def test_picture_of_the_documents_is_of_this_page(server: Server, chromium: Chromium, tmp_path: Path) -> None:
    """A document shows a picture that this makes, and not one that was made by hand."""
    made = tmp_path / "page.png"
    shoot(server.address, chromium, made)
    assert made.read_bytes()[:HEAD] == PICTURE.read_bytes()[:HEAD]
    assert made.stat().st_size > 50_000
    assert showing(f"experiments/figures/{PICTURE.name})")
