"""Words about norms, instruments, scenarios, methods and parameters."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    # norm sets
    "norms.reactive": ("reactief", "reactive"),
    "norms.reactive.meaning": (
        "Geen norm: de wereld zoals het essay die beschrijft.",
        "No norm: the world as the essay describes it.",
    ),
    "norms.tick_box": ("vinkje", "tick-box"),
    "norms.tick_box.meaning": (
        "Alleen ‘pas toe of leg uit’, zonder ruimte, mandaat of toetsing.",
        "Comply or explain alone, without room, mandate or audit.",
    ),
    "norms.mandate": ("ruimte en mandaat", "mandate"),
    "norms.mandate.meaning": ("Alleen leiderschap dat ruimte geeft.", "Only leadership that gives room."),
    "norms.comply_or_explain": ("pas toe of leg uit", "comply or explain"),
    "norms.comply_or_explain.meaning": (
        "‘Pas toe of leg uit’, met mandaat en toetsing.",
        "Comply or explain, with mandate and audit.",
    ),
    "norms.academy": ("academie", "academy"),
    "norms.academy.meaning": ("Alleen opleiding en een collectief geheugen.", "Only training and a shared memory."),
    "norms.anticyclical": ("anticyclisch", "anticyclical"),
    "norms.anticyclical.meaning": (
        "Het hele pakket van het essay: lef krijgt ruimte, ook als het spant.",
        "The essay's whole package: courage is given room, also when it is tense.",
    ),
    # instruments
    "instrument.leadership_mandate": ("ruimte en mandaat", "leadership mandate"),
    "instrument.leadership_mandate.meaning": (
        "Minister en bestuur geven mandaat en rugdekking, en houden dat vol onder druk.",
        "Minister and board give mandate and backing, and keep it up under pressure.",
    ),
    "instrument.coalition_paragraph": ("participatieparagraaf", "coalition paragraph"),
    "instrument.coalition_paragraph.meaning": (
        "Het regeerakkoord legt een bodem onder het mandaat, die in de kabinetsperiode slijt.",
        "The coalition agreement puts a floor under the mandate, which wears off during the cabinet.",
    ),
    "instrument.board_norm": ("norm van de bestuursraad", "board norm"),
    "instrument.board_norm.meaning": (
        "Een streefaandeel per ministerie: wie achterblijft, krijgt druk van collega’s.",
        "A target share per ministry: those who lag behind are pressed by colleagues.",
    ),
    "instrument.reflection_period": ("stilstaan in plaats van hollen", "reflection period"),
    "instrument.reflection_period.meaning": (
        "Aandacht verkort de deadline minder.",
        "Attention shortens the deadline less.",
    ),
    "instrument.calm_practice": ("ook in rustige tijden", "calm-time practice"),
    "instrument.calm_practice.meaning": (
        "Vrije uren gaan naar relaties; bij gepland beleid wordt participatie altijd overwogen.",
        "Idle hours go to relations; participation is always considered when a policy is planned.",
    ),
    "instrument.comply_or_explain": ("pas toe of leg uit", "comply or explain"),
    "instrument.comply_or_explain.meaning": (
        "Wie binnen blijft, legt uit waarom; een uitleg kan worden afgewezen.",
        "Those who stay inside explain why; an explanation can be rejected.",
    ),
    "instrument.chief_participation_officer": ("Chief Participation Officer", "chief participation officer"),
    "instrument.chief_participation_officer.meaning": (
        "Een beperkt aantal toetsingen per jaar op invloed en kwaliteit.",
        "A limited number of audits a year of influence and quality.",
    ),
    "instrument.participation_academy": ("Rijksacademie Participatie", "participation academy"),
    "instrument.participation_academy.meaning": (
        "Opleiding geeft vaardigheid; een collectief geheugen overleeft vertrek.",
        "Training gives skill; a collective memory survives turnover.",
    ),
    "instrument.pilots": ("experimenteerruimte", "pilots"),
    "instrument.pilots.meaning": (
        "Beleid loopt eerst in enkele gemeenschappen.",
        "A policy first runs in a few communities.",
    ),
    "instrument.close_to_implementation": ("nabijheid uitvoering en toezicht", "close to implementation"),
    "instrument.close_to_implementation.meaning": (
        "Het vroege signaal van de inspectie telt mee in wat het ministerie gelooft.",
        "The inspectorate's early signal enters what the ministry believes.",
    ),
    "instrument.policy_compass": ("Beleidskompas", "policy compass"),
    "instrument.policy_compass.meaning": (
        "Participatie wordt vaker overwogen, meer niet.",
        "Participation is considered more often, no more.",
    ),
    # scenarios
    "scenario.default": ("gewone tijden", "ordinary times"),
    "scenario.default.meaning": ("Gewone gebeurtenissen, in gewone aantallen.", "Ordinary events at ordinary rates."),
    "scenario.calm": ("rustig", "calm"),
    "scenario.calm.meaning": (
        "Half zoveel kwesties van buiten, en behoeften die nauwelijks schuiven.",
        "Half the issues from outside, and needs that hardly move.",
    ),
    "scenario.turbulent": ("woelig", "turbulent"),
    "scenario.turbulent.meaning": (
        "Drie keer zoveel kwesties van buiten, en behoeften die sneller schuiven.",
        "Three times the issues from outside, and needs that move faster.",
    ),
    "scenario.scandal": ("schandaal", "scandal"),
    "scenario.scandal.meaning": (
        "Een ernstig incident van eigen makelij in week 104.",
        "A grave incident of government's own making in week 104.",
    ),
    "scenario.pandemic": ("pandemie", "pandemic"),
    "scenario.pandemic.meaning": (
        "Vanaf week 104 een crisis die elke week groeit tot er beleid is.",
        "From week 104 a crisis that grows every week until a policy answers.",
    ),
    "scenario.netherlands_2012_2020": ("Nederland 2012–2020", "the Netherlands 2012–2020"),
    "scenario.netherlands_2012_2020.meaning": (
        "Acht rustige jaren, dan de crisis van maart 2020.",
        "Eight calm years, then the crisis of March 2020.",
    ),
    # what an official can choose
    "method.inside": ("binnen gebleven", "stayed inside"),
    "method.explained": ("binnen gebleven, met uitleg", "stayed inside, and explained"),
    "method.tick_box": ("participatievinkje", "tick-box exercise"),
    "method.internet_consultation": ("internetconsultatie", "internet consultation"),
    "method.dialogue": ("dialoogsessies", "dialogue sessions"),
    "method.local_practices": ("werkende praktijken", "local practices"),
    "method.citizens_assembly": ("burgerberaad", "citizens' assembly"),
    # parameters
    "lever.norms": ("Normpakket", "Norm set"),
    "lever.norms.meaning": (
        "Welke afspraken er vanaf week 0 gelden over participatie.",
        "Which agreements about participation are in force from week 0.",
    ),
    "lever.instruments": ("Instrumenten", "Instruments"),
    "lever.instruments.meaning": (
        "De bouwstenen van het normpakket; zet ze los aan of uit.",
        "The building blocks of the norm set; switch each on or off.",
    ),
    "lever.scenario": ("Scenario", "Scenario"),
    "lever.scenario.meaning": ("Wat er van buiten op het land afkomt.", "What comes at the country from outside."),
    "lever.seed": ("Toevalsgetal (seed)", "Seed"),
    "lever.seed.meaning": (
        "Hetzelfde getal geeft dezelfde mensen en dezelfde tegenslag, in A én B.",
        "The same number gives the same people and the same bad luck, in A and in B.",
    ),
    "lever.weeks": ("Weken", "Weeks"),
    "lever.weeks.meaning": ("Hoeveel weken na week 0 het model loopt.", "How many weeks after week 0 the model runs."),
    "lever.burn_in": ("Aanloopweken", "Burn-in weeks"),
    "lever.burn_in.meaning": (
        "Weken vóór week 0, zonder norm, gelijk voor elk pakket.",
        "Weeks before week 0, without a norm, the same for every set.",
    ),
    "lever.population.citizens": ("Burgers", "Citizens"),
    "lever.population.citizens.meaning": (
        "Hoeveel burgers er worden nagebootst; meer is nauwkeuriger en trager.",
        "How many citizens are simulated; more is more precise and slower.",
    ),
    "lever.officials.courage": ("Lef", "Courage"),
    "lever.officials.courage.meaning": (
        "Gemiddelde moed van ambtenaren om met een gevoelig dossier naar buiten te gaan.",
        "Mean courage of officials to go outside with a sensitive dossier.",
    ),
    "lever.officials.loyalty_minister": ("Loyaliteit aan de minister", "Loyalty to the minister"),
    "lever.officials.loyalty_minister.meaning": (
        "Hoe zwaar telt wat de minister wil: mandaat, of snelheid.",
        "How much it counts what the minister wants: mandate, or speed.",
    ),
    "lever.officials.loyalty_society": ("Loyaliteit aan de samenleving", "Loyalty to society"),
    "lever.officials.loyalty_society.meaning": (
        "Hoe zwaar telt wat naar buiten gaan de samenleving oplevert.",
        "How much it counts what going outside brings society.",
    ),
    "lever.officials.availability": ("Participatie overwegen", "Considering participation"),
    "lever.officials.availability.meaning": (
        "Kans dat participatie bij een nieuw traject wordt overwogen.",
        "Probability that participation is considered when a process starts.",
    ),
    "lever.officials.readiness": ("Willen én durven", "Willing and daring"),
    "lever.officials.readiness.meaning": (
        "Hoe willen en durven samengaan: het minste, het gemiddelde of het meeste van de twee.",
        "How willing and daring combine: the least, the mean or the most of the two.",
    ),
    "lever.ministries.mandate": ("Mandaat", "Mandate"),
    "lever.ministries.mandate.meaning": (
        "Gemiddeld mandaat dat de leiding haar ambtenaren geeft.",
        "Mean mandate that leadership gives its officials.",
    ),
    "lever.ministries.steadfastness": ("Standvastigheid", "Steadfastness"),
    "lever.ministries.steadfastness.meaning": (
        "Hoe goed de leiding haar mandaat volhoudt onder druk.",
        "How well leadership keeps its mandate up under pressure.",
    ),
    "lever.ministries.influence_room": ("Beïnvloedingsruimte", "Influence room"),
    "lever.ministries.influence_room.meaning": (
        "Hoeveel inbreng van buiten het beleid mag veranderen; bij 0 helpt niets.",
        "How far input from outside may change a policy; at 0 nothing helps.",
    ),
    "lever.ministries.deadline_coupling": ("Haast door aandacht", "Haste from attention"),
    "lever.ministries.deadline_coupling.meaning": (
        "Hoe sterk aandacht in de media de deadline verkort; 0 is niet.",
        "How far media attention shortens the deadline; 0 is not at all.",
    ),
    "lever.ministries.complaint_weight": ("Casusbeleid", "Policy by single cases"),
    "lever.ministries.complaint_weight.meaning": (
        "Hoe sterk één schrijnend geval een besluit zonder onderzoek meetrekt.",
        "How far one distressing case pulls a decision without evidence.",
    ),
    "lever.evidence.house_bias": ("Blinde vlek van het huis", "House bias"),
    "lever.evidence.house_bias.meaning": (
        "Hoe ver het eigen beeld van een ministerie er structureel naast zit.",
        "How far a ministry's own picture is persistently off.",
    ),
    "lever.work.question_hours": ("Uren per Kamervraag", "Hours per question"),
    "lever.work.question_hours.meaning": (
        "Uren die één Kamervraag kost.",
        "Hours that one parliamentary question takes.",
    ),
    "lever.media.imitation": ("Media nemen elkaar over", "Media imitation"),
    "lever.media.imitation.meaning": (
        "Hoeveel verhalen media van elkaar overnemen.",
        "How many stories outlets take from each other.",
    ),
    "lever.shocks.rate": ("Kwesties van buiten", "Issues from outside"),
    "lever.shocks.rate.meaning": (
        "Hoe vaak er van buiten iets op een ministerie afkomt.",
        "How often something hits a ministry from outside.",
    ),
    "choice.conjunctive": ("het minste van beide", "the least of both"),
    "choice.additive": ("het gemiddelde", "the mean"),
    "choice.substitutive": ("het meeste van beide", "the most of both"),
    # units of parameters
    "unit.citizens": ("burgers", "citizens"),
    "unit.people": ("mensen", "people"),
    "unit.weeks": ("weken", "weeks"),
    "unit.week": ("week", "week"),
    "unit.seed": ("getal", "seed"),
    "unit.hours": ("uren", "hours"),
    "unit.probability": ("kans", "probability"),
    "unit.share": ("aandeel", "share"),
    "unit.1/year": ("per jaar", "per year"),
    "unit.1/week": ("per week", "per week"),
    "unit.severity": ("ernst", "severity"),
    "unit.needs": ("behoefte", "needs"),
    "unit.H": ("H", "H"),
}
