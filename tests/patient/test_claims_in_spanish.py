"""What would mislead a patient in Spanish does not get past the check of the text either, with accents and without."""

import pickle
from copy import deepcopy

import pytest
from django.utils.translation import override

from content.guide.document import Document, read
from content.guide.files import GUIDE_FOLDER, read_guide
from content.management.commands.check_content import in_words_of
from content.review import Around, around, inflesz, review, review_records
from content.review.alarm_signs import signs
from content.review.numbers import shares
from content.review.readability import counted, spanish_ease
from content.review.sentences import passages
from content.review.vocabulary import vocabulary, without_accents
from content.review.words import in_text

ENGLISH = read_guide(GUIDE_FOLDER / "en", "en")
SPANISH = read_guide(GUIDE_FOLDER / "es", "es")
RECORDS = in_words_of(SPANISH.records, ENGLISH.records)
AROUND = around(SPANISH.documents, RECORDS, "es")
FRONT = """---
id: page
title: {title}
address: /pagina/
description: De qué trata esta página, en una sola frase que es lo bastante larga.
speaks_of_benefit: {benefit}
---

:::{{answer}}
Lea esta página primero. Luego pregúntenos.
:::

"""
RISKS = "\n\nLea sobre los [riesgos](page:risks).\n"
END = "\n\n:::{next-step}\n:page: risks\n:label: ¿Cuáles son los riesgos?\n\nSiga leyendo.\n:::\n"


def page(text: str, benefit: bool = True, title: str = "¿Qué es?", risks: bool = True) -> Document:
    return read(f"{FRONT.format(title=title, benefit=str(benefit).lower())}{text}{RISKS if risks else ''}{END}")


def rules(document: Document, known: Around = Around(language="es")) -> set[str]:  # noqa: B008
    return {problem.rule for problem in review(document, known)} - {"long-sentence", "reading-grade"}


FAULTS = [
    # Words of a link that say nothing
    ("Más en [aquí](page:risks).", "link-words"),
    ("[Haga clic aqui](page:risks).", "link-words"),
    # Claims without a source
    ("Después de la ketamina, 27 de cada 100 tuvieron náuseas.", "citation"),
    ("Casi el 12% tuvo una subida grave.", "citation"),
    ("Los síntomas bajaron un 30 por ciento.", "citation"),
    ("Un ensayo tuvo 62 personas en el hospital.", "citation"),
    ("Cuarenta personas recibieron ketamina o agua con sal.", "citation"),
    ("Veintidós personas recibieron ketamina.", "citation"),
    ("Treinta y seis pacientes sintieron mareo.", "citation"),
    ("Dos ensayos no coinciden.", "citation"),
    ("La mitad de quienes mejoraron recayó.", "citation"),
    ("El daño fue tres veces más probable.", "citation"),
    ("Muchas personas no responden.", "citation"),
    ("El daño duradero a la vejiga es raro.", "citation"),
    ("La ketamina alivió la depresión.", "citation"),
    ("La ketamina mejora el ánimo.", "citation"),
    ("Las infusiones reducen los pensamientos suicidas.", "citation"),
    ("La ketamina puede aliviar el dolor.", "citation"),
    ("La ketamina es más rápida que los antidepresivos.", "citation"),
    ("Una revisión halló que ayuda.", "citation"),
    ("La evidencia muestra un efecto.", "citation"),
    ("La FDA no ha aprobado las infusiones para el dolor.", "citation"),
    # Numbers of benefit without what they need beside them
    ("Con ketamina, 47 de cada 100 tuvieron una respuesta. {cite}`dean2021`", "benefit-number"),
    ("Cuarenta y siete de cada cien tuvieron una respuesta. {cite}`dean2021`", "benefit-number"),
    ("El 70 por ciento mejoró con las infusiones. {cite}`dean2021`", "benefit-number"),
    ("La respuesta fue de 47 de cada 100 con ketamina y 9 con midazolam. {cite}`dean2021`", "benefit-number"),
    # Words of advertising
    ("Es un tratamiento revolucionario.", "banned-word"),
    ("Una cura milagrosa.", "banned-word"),
    ("La ketamina cura la depresión.", "banned-word"),
    ("La ketamina curó a mi hermana.", "banned-word"),
    ("Resultados garantizados.", "banned-word"),
    ("Es segura y eficaz.", "banned-word"),
    ("La ketamina es segura.", "banned-word"),
    ("Se da sin riesgos.", "banned-word"),
    ("No tiene efectos que duren: sin efectos secundarios.", "banned-word"),
    ("La ketamina no es adictiva.", "banned-word"),
    ("Nuestra tasa de éxito es alta.", "banned-word"),
    ("La ketamina funciona.", "banned-word"),
    ("Infusiones de ketamina aprobadas por la FDA.", "banned-word"),
    ("Está científicamente comprobado.", "banned-word"),
    ("Alivio inmediato.", "banned-word"),
    ("Un alivio permanente.", "banned-word"),
    ("La ketamina reinicia el cerebro.", "banned-word"),
    ("Le da esperanza.", "banned-word"),
    ("Resultados prometedores.", "banned-word"),
    ("Un plan personalizado.", "banned-word"),
    ("Una dosis óptima.", "banned-word"),
    ("Lea los testimonios.", "banned-word"),
    ("Somos la mejor clínica.", "banned-word"),
    ("Su primo cometió suicidio.", "banned-word"),
    ("Es para drogadictos.", "banned-word"),
    ("Un viaje psicodélico.", "banned-word"),
    ("Tiene depresión severa.", "banned-word"),
    ("El monitoreo es continuo.", "banned-word"),
    # A figure of the spray given for infusions
    ("De cada 100 personas, 23 se marearon, o 23 de cada 100. {cite}`spravato_label`", "spray-figure"),
]


@pytest.mark.parametrize("typed", [str, without_accents], ids=["accents", "no accents"])
def test_faults_in_spanish_are_found_with_accents_and_without(typed):
    missed = [text for text, rule in FAULTS if rule not in rules(page(typed(text)))]
    assert missed == []


GOOD = [
    "No se sabe cuánto dura el efecto.",
    "Si su ánimo baja, llámenos.",
    "Pregunte si la ketamina es segura para usted.",
    "¿Es segura la ketamina?",
    "Ningún estudio muestra una cura. {cite}`dean2021`",
    "La respuesta quiere decir que los síntomas bajaron por lo menos a la mitad.",
    "El suero dura {fact}`infusion-length`.",
    "Vaya a la Sra. Ruiz a las 9 a.m. No coma antes.",
    "El seguro médico no garantiza el pago.",
    "Toma medicamentos para el corazón.",
    "En 296 personas, 47 de cada 100 tuvieron una respuesta un día después de la ketamina, y 28 con midazolam. {cite}`dean2021`",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_is_honest_in_spanish_is_let_through(text: str):
    assert rules(page(text)) == set()


def test_benefit_and_danger_in_spanish_need_what_they_need_in_english():
    said = "La ketamina puede aliviar la depresión en algunas personas. {cite}`dean2021`"
    assert rules(page(said, risks=False)) == {"balance"}
    assert rules(page(said, benefit=False)) == {"approval-status"}
    assert "crisis-card-first" in rules(page("Lea.", title="¿Pensamientos suicidas?"))


def card(level: str, *items: str) -> Document:
    listed = "\n".join(f"- {item}" for item in items)
    return page(f":::{{care-card}}\n:level: {level}\n:heading: Ahora\n\nLlame al 911.\n\n{listed}\n:::")


@pytest.mark.parametrize("typed", [str, without_accents], ids=["accents", "no accents"])
@pytest.mark.parametrize(
    ("level", "item"),
    [
        ("urgent", "tiene dolor de pecho"),
        ("urgent", "tiene dificultad para respirar"),
        ("urgent", "tiene una convulsión"),
        ("urgent", "no se le puede despertar"),
        ("urgent", "tiene confusión"),
        ("urgent", "puede hacerse daño"),
        ("urgent", "tomó demasiado de un medicamento"),
        ("emergency", "tiene vómitos que no paran"),
        ("emergency", "los ojos amarillos o la orina oscura"),
        ("emergency", "una posibilidad de embarazo"),
    ],
)
def test_signs_of_danger_in_a_wrong_card_are_found(level: str, item: str, typed):
    assert rules(card(level, typed(item))) == {"alarm-sign"}


def test_both_languages_have_the_same_signs():
    assert [(sign.name, sign.level, sign.always) for sign in signs("es")] == [
        (sign.name, sign.level, sign.always) for sign in signs("en")
    ]


def test_a_list_for_911_without_one_of_its_signs_is_named():
    help_page = deepcopy(next(document for document in SPANISH.documents if document.id == "get-help-now"))
    (block,) = [block for block in help_page.blocks if block.name == "care-card"]
    assert "alarm-signs-missing" not in rules(help_page, AROUND)
    block.html = block.html.replace("tiene una convulsión (un ataque)", "tiembla")
    assert "alarm-signs-missing" in rules(help_page, AROUND)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("21 de 91", (21, 91)),
        ("21 de las 91 personas", (21, 91)),
        ("de las 91 personas, 21", (21, 91)),
        ("47 de cada 100", (47, 100)),
        ("Treinta y seis de cada cien", (36, 100)),
        ("veintidos de cada 100", (22, 100)),
        ("el 47 por ciento", (47, 100)),
        ("33 de 6,630", (33, 6630)),
    ],
)
def test_shares_are_read_in_figures_and_in_words(text: str, share: tuple[int, int]):
    (found,) = shares(text, vocabulary("es"))
    assert (found.people, found.total) == share


@pytest.mark.parametrize(
    "text",
    [
        "En el ensayo, 48 de cada 100 personas tuvieron confusión con ketamina. {cite}`ekstrand2022`",
        "Tuvieron confusión cuarenta y ocho de cada cien personas con ketamina. {cite}`ekstrand2022`",
        "Un efecto de más de un día tuvieron 50 de 91 personas. {cite}`ekstrand2022`",
    ],
)
def test_a_number_that_its_source_does_not_say_is_found(text: str):
    assert "number-differs" in rules(page(text), AROUND)


def test_banned_words_in_spanish_records_are_found_and_english_words_are_no_spanish_faults():
    rows = {"glossary": [{"key": "x", "term": "x", "definition": "Una cura milagrosa."}]}
    assert [problem.page for problem in review_records(rows, "es")] == ["glossary: x", "glossary: x"]
    assert list(review_records(rows, "en")) == []
    assert list(in_text("A miracle cure", "es")) == []


def test_the_shipped_spanish_pages_and_records_break_no_rule():
    assert [str(problem) for document in SPANISH.documents for problem in review(document, AROUND)] == []
    assert list(review_records(RECORDS, "es")) == []


def test_what_is_wrong_is_said_in_the_language_of_whoever_reads_it():
    """Also what was kept before."""
    found = [problem for fault in FAULTS for problem in review(page(fault[0]), AROUND)]
    found += review(page("| a | b | c | d | e |\n|---|---|---|---|---|\n| 1 | 2 | 3 | 4 | 5 |", risks=False), AROUND)
    found += review(page("#### Comida\n\nLea [aqui](page:risks) o [\u200b](page:risks)."), AROUND)
    assert {"heading-order", "link-words"} <= {problem.rule for problem in found}
    assert len({problem.rule for problem in found}) > 5
    kept, english = pickle.loads(pickle.dumps(found)), [str(problem) for problem in found]
    with override("es"):
        assert [str(problem) for problem in kept if str(problem) in english] == []
        assert [str(problem) for problem in kept] == [str(problem) for problem in found]
    assert kept == found and [str(problem) for problem in kept] == english


# --- Reading ---------------------------------------------------------------------------------------------------------------

SYLLABLES = (
    "ketamina 4, infusión 3, depresión 3, día 2, náuseas 3, oír 2, vejiga 3, disociación 4, guía 2, agua 2, pingüino 3, "
    "ahora 3, electroconvulsiva 7, aún 2, rey 1, psiquiatra 3"
)


def test_syllables_are_counted_as_they_are_said():
    for entry in SYLLABLES.split(", "):
        word, number = entry.split()
        assert inflesz.syllables(word) == int(number), word


def test_inflesz_is_that_of_a_text_counted_by_hand():
    text = [
        "La ketamina no está aprobada para la depresión.",
        "El efecto suele durar días o semanas.",
        "Pregunte a su médico si es una opción para usted.",
    ]
    assert round(spanish_ease(text), 1) == 73.9


def test_a_page_that_is_hard_to_read_is_named():
    hard = (
        "La administración intravenosa supervisada requiere consideraciones individuales relacionadas con contraindicaciones "
        "cardiovasculares preexistentes, con antecedentes psiquiátricos, medicamentos concomitantes y con acompañamiento "
        "posterior obligatorio para cada paciente."
    )
    found = [problem.rule for problem in review(page(hard), Around(language="es"))]
    assert "reading-grade" in found and "long-sentence" in found


def test_an_answer_has_two_or_three_short_sentences():
    for more, found in (("", set()), (" Luego espere.", set()), (" Luego espere. Luego decida.", {"answer-first"})):
        document = page("")
        document.blocks[0].html = document.blocks[0].html.replace("pregúntenos.", f"pregúntenos.{more}")
        assert rules(document) == found


def test_the_shipped_spanish_pages_are_easy_to_read():
    eases = sorted(spanish_ease(counted(passages(document, "es"))) for document in SPANISH.documents)
    assert eases[0] >= inflesz.LOWEST
    assert eases[len(eases) // 2] >= inflesz.LOWEST_MEDIAN
