"""The picture of the page in the README."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Chromium, Server
from tests.browser.screenshot import README_PICTURE, shoot

HEAD = 24
"""Bytes of a PNG file up to and with its width and height."""


@pytest.mark.usefixtures("whole_burn_in")
def test_picture_of_the_readme_is_of_this_page(server: Server, chromium: Chromium, tmp_path: Path) -> None:
    """The README shows a picture that this makes, and not one that was made by hand."""
    made = tmp_path / "page.png"
    shoot(server.address, chromium, made)
    assert made.read_bytes()[:HEAD] == README_PICTURE.read_bytes()[:HEAD]
    assert made.stat().st_size > 50_000
    readme = (README_PICTURE.parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"(experiments/figures/{README_PICTURE.name})" in readme
