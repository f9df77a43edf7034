"""Words of the page around the pictures: controls, levers, events, messages, the tour."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # the bar
    "speed": ("Tempo", "Speed"),
    "speed.weeks": ("{weeks} weken/s", "{weeks} weeks/s"),
    "speed.week": ("1 week/s", "1 week/s"),
    "speed.full": ("zo snel mogelijk", "at full speed"),
    "interval": ("Beeld verversen", "Redraw"),
    "interval.week": ("elke week", "every week"),
    "interval.weeks": ("elke {weeks} weken", "every {weeks} weeks"),
    "language": ("Taal", "Language"),
    "tour": ("Rondleiding", "Tour"),
    "share": ("Bewaren en delen", "Save and share"),
    "views": ("Beelden", "Views"),
    "status.preparing": ("Aan het rekenen: {percent}", "Computing: {percent}"),
    "status.preparing.long": (
        "Beide werelden worden doorgerekend tot aan {week}: {percent}",
        "Both worlds are being computed up to {week}: {percent}",
    ),
    "status.paused": ("Gepauzeerd", "Paused"),
    "status.playing": ("Speelt af", "Playing"),
    "status.failed": ("Vastgelopen", "Stopped by an error"),
    # levers
    "levers.norms": ("Normen", "Norms"),
    "levers.norms.meaning": (
        "Wat A en B met hun ambtenaren afspreken.",
        "What A and B have agreed with their officials.",
    ),
    "levers.people": ("Mensen en ruimte", "People and room"),
    "levers.people.meaning": (
        "Wat ambtenaren durven en willen, en wat hun leiding toelaat.",
        "What officials dare and want, and what their leaders allow.",
    ),
    "levers.world": ("De wereld", "The world"),
    "levers.world.meaning": (
        "A en B delen seed en burgers: dezelfde mensen, dezelfde tegenslag. "
        "Wat dan nog verschilt, komt door de knoppen.",
        "A and B share seed and citizens: the same people, the same bad luck. "
        "What still differs comes from the levers.",
    ),
    "levers.range": ("Van {low} tot {high}", "From {low} to {high}"),
    "levers.effect.event.short": ("→ volgende week", "→ next week"),
    "levers.effect.event.long": (
        "Tijdens het afspelen geldt een nieuwe waarde vanaf de week erna; dat komt in het draaiboek.",
        "While playing, a new value holds from the next week and enters the schedule.",
    ),
    "levers.effect.restart.short": ("↺ begint opnieuw", "↺ starts again"),
    "levers.effect.restart.long": (
        "Tijdens het afspelen begint deze wereld opnieuw, en wordt ze tot deze week bijgerekend.",
        "While playing, this world is run again from the start, up to the present week.",
    ),
    "levers.legend": (
        "→ geldt tijdens het afspelen vanaf de volgende week; ↺ rekent die wereld opnieuw door, tot deze week",
        "→ while playing holds from the next week; ↺ runs that world again, up to the present week",
    ),
    "differs": ("Wat verschilt", "What differs"),
    "differs.nothing": (
        "Niets: A en B zijn dezelfde wereld. Zet een knop anders.",
        "Nothing: A and B are the same world. Move a lever.",
    ),
    "none": ("geen", "none"),
    # events
    "events": ("Gebeurtenissen", "Events"),
    "events.meaning": (
        "Treft A en B tegelijk, in de eerstvolgende week.",
        "Strikes A and B at once, in the coming week.",
    ),
    "event.kind": ("Wat gebeurt er", "What happens"),
    "event.incident": ("incident", "incident"),
    "event.crisis": ("crisis", "crisis"),
    "event.cabinet": ("kabinetswissel", "change of cabinet"),
    "event.shock": ("kwestie van buiten", "issue from outside"),
    "event.incident.meaning": (
        "Een fout van de overheid komt naar buiten; vanaf ernst 60 is het landelijk nieuws.",
        "A mistake of government comes to light; from severity 60 it is national news.",
    ),
    "event.crisis.meaning": (
        "Schade die elke week groeit, tot er een besluit van kracht is.",
        "Harm that grows every week until a decision is in force.",
    ),
    "event.cabinet.meaning": (
        "Nieuwe ministers, die een ander mandaat geven en een andere rug hebben.",
        "New ministers, who give another mandate and stand firm to another degree.",
    ),
    "event.dossier": ("In dossier", "Dossier"),
    "event.size": ("Ernst", "Severity"),
    "event.go": ("Laat het gebeuren", "Let it happen"),
    "schedule": ("Draaiboek", "Schedule"),
    "schedule.empty": (
        "Nog niets ingevoerd. Het scenario en het toeval doen hun werk.",
        "Nothing entered yet. Scenario and chance do their work.",
    ),
    "schedule.strike": ("{week}: {what}", "{week}: {what}"),
    "schedule.set": ("{week}, {side}: {name} op {value}", "{week}, {side}: {name} to {value}"),
    "schedule.scenario": ("{week}, {side}: {what} (scenario)", "{week}, {side}: {what} (scenario)"),
    "both": ("A en B", "A and B"),
    # what came of it
    "notice.hint": (
        "Beide werelden staan vlak vóór week 0, en zijn nog gelijk. Speel af en zie wat de normen ervan maken.",
        "Both worlds stand just before week 0, and are still the same. Play, and see what the norms make of them.",
    ),
    "notice.hint.apart": (
        "Beide werelden staan vlak vóór week 0. Ze verschillen al, door de knoppen die anders staan.",
        "Both worlds stand just before week 0. They differ already, by the levers that stand differently.",
    ),
    "notice.start": (
        "{name} staat nu op {value}. {side} begint ermee.",
        "{name} is now {value}. {side} starts from it.",
    ),
    "notice.event": (
        "{name} in {side} wordt {value} vanaf {week}; het staat in het draaiboek.",
        "{name} in {side} becomes {value} from {week}; it is in the schedule.",
    ),
    "notice.restart": (
        "{name} staat nu op {value}. Opnieuw doorgerekend tot deze week: {side}.",
        "{name} is now {value}. Run again up to this week: {side}.",
    ),
    "notice.strike": ("{what}: {week}, in A en B.", "{what}: {week}, in A and B."),
    "notice.refused": ("Dat kan niet: {text}", "Not possible: {text}"),
    "notice.limit": (
        "Verder dan {weeks} weken gaat het hier niet. Begin opnieuw, of bewaar de configuratie en reken thuis verder.",
        "This is as far as it goes here: {weeks} weeks. Reset, or save the configuration and run it elsewhere.",
    ),
    "notice.loaded": ("Het bestand is geladen.", "The file was loaded."),
    "notice.failed": (
        "Het model is vastgelopen: {text}. Kies ‘Opnieuw’ om met deze knoppen opnieuw te beginnen, of zet eerst een "
        "knop terug.",
        "The model failed: {text}. Choose Reset to start again with these levers, or put a lever back first.",
    ),
    # what is wrong with a value; the parts come from the declaration
    "problem.number": ("Een getal van {low} tot {high}.", "A number from {low} to {high}."),
    "problem.whole": ("Een heel getal van {low} tot {high}.", "A whole number from {low} to {high}."),
    "problem.one_of": ("Een van: {names}.", "One of: {names}."),
    "problem.citizens": ("Op deze server ten hoogste {most} burgers.", "At most {most} citizens on this server."),
    "problem.link": (
        "Deze delen van de link zijn niet toegestaan en overgeslagen: {parts}",
        "These parts of the link are not allowed and were left out: {parts}",
    ),
    "problem.event": (
        "Deze gebeurtenissen uit de link kunnen niet en zijn overgeslagen: {parts}",
        "These events of the link are not possible and were left out: {parts}",
    ),
    # picture
    "picture.svg": ("SVG bewaren", "Save SVG"),
    "picture.png": ("PNG bewaren", "Save PNG"),
    "picture.failed": ("Dit beeld kon niet worden getekend.", "This picture could not be drawn."),
    "focus.dossier": ("Dossier", "Dossier"),
    "focus.official": ("Ambtenaar", "Official"),
    "focus.pick": (
        "Klik een ambtenaar aan voor het besluitenlog, of kies met de pijltjestoetsen en Enter.",
        "Click an official for the decision log, or choose with the arrow keys and Enter.",
    ),
    "shade": ("Kleur naar", "Coloured by"),
    "shade.trust": ("vertrouwen", "trust"),
    "shade.unrest": ("onrust", "unrest"),
    # take along
    "take.title": ("Bewaren en delen", "Save and share"),
    "take.link": ("Link die dit weer opent", "Link that reopens this"),
    "take.copy": ("Link kopiëren", "Copy link"),
    "take.copied": ("Gekopieerd", "Copied"),
    "take.yaml": ("Configuratie en draaiboek (YAML)", "Configuration and schedule (YAML)"),
    "take.yaml.meaning": (
        "Geeft op de opdrachtregel dezelfde weken, tot op de byte.",
        "Gives the same weeks on the command line, to the byte.",
    ),
    "take.csv": ("Weken als CSV", "Weeks as CSV"),
    "take.parquet": ("Weken als Parquet", "Weeks as Parquet"),
    "take.pictures": (
        "Elk beeld bewaart u met de knopjes eronder, als SVG of PNG.",
        "Every picture can be saved with the buttons below it, as SVG or PNG.",
    ),
    "take.open": ("Open een configuratie (YAML) in {side}", "Open a configuration (YAML) in {side}"),
    "take.busy": ("Even wachten: er wordt nog gerekend.", "One moment: it is still computing."),
    "close": ("Sluiten", "Close"),
    # visitors
    "full.title": ("Het is vol", "It is full"),
    "full.text": (
        "Plaatsen op deze server: {count}. Er is er nu geen vrij. Probeer het over een paar minuten opnieuw.",
        "Seats on this server: {count}. None is free now. Try again in a few minutes.",
    ),
    "full.retry": ("Opnieuw proberen", "Try again"),
    # about
    "about.lead": (
        "Dit model gaat na onder welke afspraken ambtenaren met gevoelige dossiers naar buiten gaan, en wat dat doet "
        "met incidenten, passend beleid, doorlooptijd en vertrouwen. Het voorspelt niet: het verkent wat uit aannames "
        "volgt. Geen enkele regel beloont participatie; ze helpt alleen waar ze kennis van behoeften in een besluit "
        "brengt. "
        "Hieronder de volledige beschrijving, in het Engels.",
        "This model asks under which agreements officials go outside with sensitive dossiers, and what that does to "
        "incidents, policy fit, lead time and trust. It does not predict: it explores what follows from assumptions. "
        "No rule rewards participation; it helps only where it brings knowledge of needs into a decision. "
        "Below stands the full description.",
    ),
    "about.contents": ("Inhoud", "Contents"),
    # tour
    "tour.next": ("Verder", "Next"),
    "tour.back": ("Terug", "Back"),
    "tour.done": ("Aan de slag", "Start"),
    "tour.skip": ("Overslaan", "Skip"),
    "tour.count": ("{place} van {count}", "{place} of {count}"),
    "tour.1.title": ("Twee werelden, hetzelfde toeval", "Two worlds, the same luck"),
    "tour.1.text": (
        "A en B zijn hetzelfde land: dezelfde mensen, dezelfde tegenslag. Alleen de afspraken verschillen. "
        "Wat uiteenloopt, komt dus dáárdoor.",
        "A and B are the same country: the same people, the same bad luck. Only the agreements differ. So what drifts "
        "apart comes from them.",
    ),
    "tour.2.title": ("Laat de tijd lopen", "Let time run"),
    "tour.2.text": (
        "Speel af, of zet één week per keer. In week 0 worden de normen van kracht.",
        "Play, or take one week at a time. The norms take force in week 0.",
    ),
    "tour.3.title": ("Draai aan een knop", "Move a lever"),
    "tour.3.text": (
        "Geef B meer lef, of A meer mandaat. Bij elke knop staat wat hij betekent en wanneer hij gaat gelden.",
        "Give B more courage, or A more mandate. Each lever says what it means and when it takes hold.",
    ),
    "tour.4.title": ("Gooi er iets in", "Throw something in"),
    "tour.4.text": (
        "Een incident, een crisis, een nieuw kabinet: het treft beide werelden op hetzelfde moment.",
        "An incident, a crisis, a new cabinet: it strikes both worlds at the same moment.",
    ),
    "tour.5.title": ("Kijk waar u wilt", "Look where you like"),
    "tour.5.text": (
        "De lus, de ministeries, een dossier, de burgers, de Kamer, de media. "
        "Klik op een ambtenaar en lees waarom die binnen bleef.",
        "The loop, the ministries, a dossier, the citizens, parliament, the media. Click an official and read why they "
        "stayed inside.",
    ),
    "skip": ("Naar de beelden", "Skip to the views"),
}
