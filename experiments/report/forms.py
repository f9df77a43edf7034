"""Forms of the report beside the page: a tagged PDF to print and to archive, and a Word file to edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from abm.words import say

if TYPE_CHECKING:
    from docx.document import Document

    from abm.experiments.report.book import Plate, Written

PDF, WORD = "report.pdf", "report.docx"
VARIANT = "pdf/ua-1"
"""PDF for everybody: language, order of reading and alternative texts stand in it (ISO 14289-1)."""

WIDTH = 6.2
"""Inches of a figure in Word."""


class NoLibrary(Exception):
    """A form cannot be made here; the message says what is lacking."""


def print_page(page: str, file: Path) -> None:
    """Lay the page out as a PDF with tags.

    Raises
    ------
    NoLibrary
        Where WeasyPrint, or what it needs of the system, is not installed.
    """
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:  # it is there, but not the libraries of the system that it calls
        raise NoLibrary(f"it needs WeasyPrint and Pango ({str(error).splitlines()[0]})") from None
    HTML(string=page).write_pdf(file, pdf_variant=VARIANT, pdf_identifier=b"anticyclical-abm report")


def write_word(book: list[Written], language: str, lead: str, file: Path) -> None:
    """Write the chapters as a Word file, with its headings, lists, and figures that say what they show.

    Raises
    ------
    NoLibrary
        Where python-docx is not installed.
    """
    try:
        from docx import Document
        from docx.oxml.ns import qn
        from docx.shared import Inches
    except ImportError as error:
        raise NoLibrary(f"it needs python-docx ({error})") from None
    document = Document()
    document.styles.element.find(f".//{qn('w:lang')}").set(qn("w:val"), {"nl": "nl-NL", "en": "en-GB"}[language])
    title = say("report.title", language)
    document.core_properties.title, document.core_properties.language = title, language
    document.add_heading(title, 0)
    document.add_paragraph(lead)
    for chapter in book:
        document.add_heading(chapter.title, 1)
        if chapter.waiting:
            document.add_paragraph(chapter.waiting)
        for section in chapter.sections:
            document.add_paragraph().add_run(section.heading.text).bold = True
            for sentence in section.sentences:
                document.add_paragraph(sentence.text, style="List Bullet")
        if plate := chapter.plate:
            document.add_picture(str(file.parent / f"{plate.file}.png"), width=Inches(WIDTH))
            document.inline_shapes[-1]._inline.docPr.set("descr", plate.alternative)
            document.add_paragraph(plate.caption, style="Caption")
            if plate.listed:
                _add_table(document, plate)
        for key, text in (("silent", chapter.silent), ("rests", chapter.rests)):
            paragraph = document.add_paragraph()
            paragraph.add_run(say(f"report.{key}", language) + " ").bold = True
            paragraph.add_run(text)
    document.save(str(file))


def _add_table(document: Document, plate: Plate) -> None:
    """The data of a figure as a table whose head is repeated on every page."""
    from docx.oxml import OxmlElement

    table = document.add_table(0, len(plate.head), style="Light List")
    for row in (plate.head, *plate.body):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
