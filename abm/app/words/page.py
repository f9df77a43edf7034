"""Words of the page itself: buttons, tabs, messages, the tour."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Wie gaat er naar buiten?", "Who goes outside?"),
    "subtitle": (
        "Twee normen naast elkaar, bij hetzelfde toeval",
        "Two norms side by side, under the same luck",
    ),
    "view.twin": ("Vergelijken", "Compare"),
    "view.loop": ("De lus", "The loop"),
    "view.towers": ("Op de ministeries", "Inside the ministries"),
    "view.dossier": ("Een dossier", "A dossier"),
    "view.communities": ("Burgers", "Citizens"),
    "view.parliament": ("Tweede Kamer", "Parliament"),
    "view.media": ("Media", "Media"),
    "view.about": ("Over dit model", "About"),
    "play": ("Afspelen", "Play"),
    "pause": ("Pauze", "Pause"),
    "step": ("Eén week", "One week"),
    "reset": ("Opnieuw", "Reset"),
}
