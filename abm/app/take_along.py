"""What a visitor takes along of A and B together: one file of both, one picture of a tab, a replay of all weeks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from abm.app import gallery
from abm.app.codec.file import left_out, opened
from abm.app.codec.state import State
from abm.app.codec.twins import of_both, twins_from_yaml, twins_to_yaml
from abm.app.hosting import Hosting
from abm.app.replay import caption
from abm.app.replay.card import card
from abm.app.replay.making import CITIZENS, WEEKS, ReplayNews, too_large
from abm.app.twin import Pair
from abm.app.verdict import lives_in_words
from abm.declare import ParameterError
from abm.words import number, percent, say
from abm.words.phrases import Phrase, phrase

if TYPE_CHECKING:
    from abm.app.visitor import Visitor

FILES = ("yaml", "csv", "parquet")
"""Files of one side."""

PICTURES = ("svg", "png")
"""Files of what a tab shows; a browser makes the second one out of the first."""

Values = dict[str, Any]


def name_of(state: State) -> str:
    """What files of both twins are called, without the ending."""
    return f"twins-seed-{state.settings[0].parameters().seed}-week-{max(0, state.week)}"


def give_twins(visitor: Visitor) -> None:
    """Hand out both twins as one file."""
    if visitor.ready:
        state = visitor.state_now
        name = name_of(state)
        visitor.give(f"{name}.yaml", "application/yaml", twins_to_yaml(state, name).encode())


def give_picture(visitor: Visitor, kind: str) -> None:
    """Hand out what the tab shows as one picture."""
    language, scene = visitor.language, visitor.scene
    if not visitor.ready or scene is None or visitor.view == "about":
        return
    state, back = visitor.state_now, visitor.frame.back
    if back is not None and visitor.view != "twin":  # which shows all weeks
        state = replace(state, week=back)
    told = caption.lines(state, language)
    if visitor.view == "twin" and visitor.cloud is not None:
        told.insert(1, lives_in_words(visitor.cloud, state.week, language))
    title = f"{say(f'view.{visitor.view}', language)}: {caption.title(state, language)}"
    content = card(gallery.kept(visitor, scene), title, told).encode()
    visitor.give(f"{visitor.view}-{name_of(state)}.{kind}", "image/svg+xml", content)


def begin_replay(visitor: Visitor) -> None:
    """Have a replay made of what is seen now, unless it is too much or another's is being made."""
    if not visitor.ready:
        return
    state = visitor.state_now

    def told(news: ReplayNews) -> None:
        if news.content:
            visitor.give(f"{name_of(state)}.html", "text/html", news.content)
        elif news.failed:
            visitor.replay_told = "failed"
        visitor.redraw()

    if too_large(state):
        visitor.replay_told = "large"
    else:
        visitor.replay_told = "" if visitor.replays.ask(visitor, state, told) else "wait"
    visitor.redraw()


def shown(visitor: Visitor) -> Values:
    """What the dialog shows, as plain data for its template."""
    language, frame = visitor.language, visitor.frame
    refusal = frame.notice is not None and frame.notice.about.get("key") == "file"
    share = visitor.replays.share(visitor)
    told = visitor.replay_told
    if share is not None or (told == "wait" and not visitor.replays.busy):
        told = ""
    limits = {"weeks": WEEKS, "citizens": number(CITIZENS, language, 0)}
    still = frame.status == "paused"  # while weeks are lived, the name would change with each
    name = name_of(visitor.state_now) if still else caption.NAME
    return {
        "files": FILES,
        "kinds": {"paused": FILES, "playing": FILES, "failed": ("yaml",)}.get(frame.status, ()),
        "problem": visitor.message if refusal else "",
        "ready": visitor.ready,
        "pictured": PICTURES if visitor.ready and visitor.view != "about" else (),
        "pictures": PICTURES,
        "share": None if share is None else round(100 * share),
        "making": "" if share is None else say("take.replay.making", language, share=percent(share, language)),
        "told": say(f"take.replay.{told}", language, **limits) if told else "",
        "command": caption.COMMAND.replace(caption.NAME, name),
    }


# --- and back ---------------------------------------------------------------------------------------------------------


def open_file(visitor: Visitor, side: int | None, text: str) -> None:
    """Open a file in one of the twins, or one of both in both, wherever it was handed in.

    Parameters
    ----------
    side : int or None
        None for a file that is to be of both.
    text : str
        What stands in the file.
    """
    found = _both(text, visitor.hosting)
    if isinstance(found, State):
        _look_at(visitor, found)

    def make(pair: Pair) -> Pair:
        if isinstance(found, ParameterError):
            raise found
        if isinstance(found, State):
            return found.pair()
        if side is None:
            raise ParameterError(phrase("refusal.file", allowed=phrase("allowed.both")))
        return opened(pair, side, text, visitor.hosting)

    def gone() -> Phrase | None:
        if not isinstance(found, State):
            return left_out(text)
        earlier = found.problems.get("earlier")
        return earlier if isinstance(earlier, Phrase) else None

    visitor.session.load(make, gone)


def _both(text: str, hosting: Hosting) -> State | ParameterError | None:
    """The twins of a file of both, or why it is not opened; None where it is a file of one side."""
    try:
        return twins_from_yaml(text, hosting) if of_both(text) else None
    except ParameterError as problem:
        return problem


def _look_at(visitor: Visitor, state: State) -> None:
    """Take up close what a file says."""
    visitor.focus, visitor.shade, visitor.reason = (state.dossier, state.official), state.shade, ""
    visitor.view = state.view or visitor.view
    visitor.session.focus(*visitor.focus)
