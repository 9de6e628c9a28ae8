"""What would mislead a patient does not get past the check of the guide's text: each rule is shown a fault, and its cure."""

import pytest

from content.guide.document import Document, read
from content.guide.files import GUIDE_FOLDER, read_guide
from content.review import Level, Problem, around, numbers, review, review_records
from content.review.claims import why_a_claim
from content.review.numbers import ROUND_TOTALS, shares
from content.review.readability import HIGHEST_GRADE, HIGHEST_MEDIAN, score, syllables
from content.review.sentences import passages
from content.review.table import page_score
from content.review.vocabulary import vocabulary
from content.review.words import banned_words, in_text

FRONT = """---
id: page
title: {title}
address: /page/
description: What this page is about, in one sentence that is long enough for it.
speaks_of_benefit: {benefit}
---
"""
ANSWER = ":::{answer}\nRead this page first. Then ask us.\n:::\n"
NEXT_STEP = ":::{next-step}\n:page: risks\n:label: What are the risks?\n\nRead on.\n:::\n"
CRISIS_CARD = ":::{care-card}\n:level: emergency\n:heading: Now\n\nCall 911 or 988.\n:::\n"


def page(text: str, benefit: bool = True, title: str = "What is it?", before: str = "", risks: bool = True) -> Document:
    """A page with this text and nothing else wrong with it."""
    link = "\nRead about the [risks](page:risks).\n\n" if risks else "\n"
    front = FRONT.format(title=title, benefit=str(benefit).lower())
    return read(f"{front}\n{before}\n{ANSWER}\n{text}\n{link}{NEXT_STEP}")


def found_in(document: Document) -> list[Problem]:
    """What the rules say of a page, but for the length of its sentences."""
    return [problem for problem in review(document) if problem.rule != "long-sentence"]


def rules(document: Document) -> set[str]:
    return {problem.rule for problem in found_in(document)}


# --- Every claim has a source ----------------------------------------------------------------------------------------

CLAIMS = [
    "After ketamine, nausea was seen in 27 of 100.",
    "Nausea was seen in 27 out of 100 people.",
    "Almost 12% had a severe rise.",
    "Symptoms fell by 30 percent.",
    "A trial had 62 people in hospital.",
    "Forty people had ketamine or salt water.",
    "Two trials disagree.",
    "Half of those who got better slipped back.",
    "Harm was three times as likely.",
    "Many people do not respond.",
    "Nausea is common.",
    "Lasting harm to the bladder is rare.",
    "The effect usually fades.",
    "Ketamine was better than midazolam.",
    "There was no difference on PTSD.",
    "Infusions are safer than tablets.",
    "Ketamine eases depression.",
    "It works for pain.",
    "The drug can make you feel unreal.",
    "Ketamine can be addictive.",
    "A review found no clear evidence.",
    "Studies have shown fewer suicide attempts.",
    "In mice, new links grow between nerve cells.",
    "FDA has approved the spray for some depression.",
    "Some people feel better, and you can ask us how.",
    "**Main harms:** dizziness and raised blood pressure.",
]


@pytest.mark.parametrize("sentence", CLAIMS)
def test_a_claim_needs_a_source(sentence: str):
    found = [problem for problem in found_in(page(sentence)) if problem.rule == "citation"]
    assert [problem.sentence for problem in found] == [sentence.replace("**", "")]
    assert "citation" not in rules(page(f"{sentence} {{cite}}`dean2021`"))


@pytest.mark.parametrize("sentence", CLAIMS)
def test_the_source_of_the_next_sentence_does_not_count(sentence: str):
    assert "citation" in rules(page(f"{sentence} Sleep is good. {{cite}}`dean2021`"))
    assert "citation" in rules(page(f"Sleep is good. {{cite}}`dean2021` {sentence}"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Does ketamine ease depression?",
        "Call 988 at any hour.",
        "Tell us if your mood often drops.",
        "If ketamine makes you sick, tell us.",
        "How it lifts mood is not known.",
        "Response means symptoms fell by at least half.",
        "Whether many people benefit.",
        "We sell this treatment.",
        "The visit takes two hours.",
        "The estimate comes within 3 business days.",
        "Press 1 for Veterans.",
        "Our rule: {fact}`driving-rule`.",
    ],
)
def test_questions_instructions_and_what_is_not_known_need_no_source(sentence: str):
    assert not rules(page(sentence))


def test_the_source_of_a_list_or_table_may_stand_where_it_is_introduced():
    table = "\n\n| Effect | Ketamine | ECT |\n|---|---|---|\n| Nausea | 27 | 26 |\n"
    assert "citation" in rules(page("Look at this table." + table))
    assert "citation" not in rules(page("Look at this table. {cite}`ekstrand2022`" + table))
    assert "citation" not in rules(page("Look." + table.replace("Nausea", "Nausea {cite}`ekstrand2022`")))
    items = "\n\n- Nausea is common.\n- Panic is rare.\n"
    assert "citation" in rules(page("They say:" + items))
    assert "citation" not in rules(page("They say: {cite}`ekstrand2022`" + items))


# --- A benefit number is honest only with what stands beside it ------------------------------------------------------

WHOLE = (
    "In 296 people, 47 of 100 had a response one day after ketamine, and 26 of 100 after midazolam. {cite}`dean2021`"
)


@pytest.mark.parametrize(
    ("taken_out", "lacking"),
    [
        ("In 296 people, ", "number of people"),
        (" one day after ketamine", "group and time"),
        (", and 26 of 100 after midazolam", "comparison"),
        (" one day", "time"),
    ],
)
def test_a_benefit_number_needs_group_comparison_people_and_time(taken_out: str, lacking: str):
    assert not rules(page(WHOLE))
    document = page(WHOLE.replace(taken_out, " " if taken_out != " one day" else ""))
    (problem,) = found_in(document)
    assert problem.rule == "benefit-number"
    assert f"its {lacking} in" in problem.advice


def test_what_stands_beside_a_benefit_number_may_stand_in_the_next_sentence_but_not_further():
    first = "In 537 people, 54 of 100 had a response 14 days after a course of infusions. {cite}`mcinnes2022`"
    honest = " There was no comparison group. {cite}`mcinnes2022`"
    assert not rules(page(first + honest))
    assert rules(page(first + " Read this twice." + honest)) == {"benefit-number"}
    assert rules(page(f"{first}\n\n## What else?\n\n{honest}")) == {"benefit-number"}, "a new heading starts afresh"


def test_a_row_of_a_table_needs_it_too():
    table = (
        "| Trial | After ketamine | After midazolam |\n|---|---|---|\n"
        "| 296 people, one day {cite}`dean2021` | 47 of 100 had a response | 26 of 100 had a response |\n"
    )
    assert not rules(page(table))
    assert rules(page(table.replace(", one day", ""))) == {"benefit-number"}
    assert rules(page(table.replace("296 people, one", "One"))) == {"benefit-number"}
    assert rules(page(table.replace("midazolam", "that").replace(" 26 of 100 had a response ", " "))) == {
        "benefit-number"
    }


def test_figures_of_the_nasal_spray_are_not_shown_as_figures_of_infusions():
    row = "| Effect | Infusion | Placebo |\n|---|---|---|\n| Nausea {cite}`spravato_label` | 28 | 9 |\n"
    assert "spray-figure" in rules(page(row))
    assert "spray-figure" not in rules(page(row.replace("Infusion", "Esketamine spray")))
    assert "spray-figure" not in rules(page(row.replace("spravato_label", "ekstrand2022")))
    sentence = "Nausea was seen in 28 of 100. {cite}`spravato_label`"
    assert "spray-figure" in rules(page(sentence))
    assert "spray-figure" not in rules(page(sentence.replace("Nausea", "With the esketamine spray, nausea")))


# --- Words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Ketamine helps the brain reset.",
        "It rewires you.",
        "This is a revolutionary approach.",
        "A ground-breaking step.",
        "It can be life-changing.",
        "Early results are promising.",
        "It gives hope.",
        "It is safe and effective.",
        "The drug is well tolerated.",
        "It has a low risk of addiction.",
        "Ketamine is not addictive.",
        "The success rate is high.",
        "Ketamine works.",
        "We offer FDA-approved ketamine infusions.",
        "The FDA has approved ketamine infusions for depression.",
        "This is a proven treatment.",
        "We guarantee it.",
        "It can cure depression.",
        "The change is permanent.",
        "You get lasting relief.",
        "Your healing journey starts here.",
        "Enjoy the trip.",
        "We find your optimal dose.",
        "Care is tailored to you.",
        "Read our success stories.",
        "He committed suicide.",
    ],
)
def test_words_that_promise_too_much_are_named_with_what_to_write_instead(sentence: str):
    found = [problem for problem in found_in(page(sentence)) if problem.rule == "banned-word"]
    assert len(found) == 1
    assert "may not stand here." in found[0].advice
    assert len(found[0].advice.split(". ")) > 1, "it says what to write instead"


@pytest.mark.parametrize(
    "sentence",
    [
        "No study shows a cure.",
        "Will it cure my depression?",
        "FDA has not approved ketamine infusions for depression.",
        "The FDA has approved ketamine injection as an anesthetic, a drug for surgery.",
        "Esketamine, a relative of ketamine, is FDA-approved for some depression.",
        "Has the FDA approved ketamine infusions?",
        "No result is guaranteed.",
        "This has not been proven.",
        "There is not enough evidence to say it works.",
        "We show no patient stories, ratings or before-and-after pictures.",
        "The same questions come before and after.",
        "Heavy use can do permanent harm to the bladder.",
        "The car trip home takes an hour.",
    ],
)
def test_denials_and_plain_uses_of_the_same_words_are_let_through(sentence: str):
    assert not list(in_text(sentence))


def test_banned_words_are_found_in_headings_boxes_and_search_results_too():
    assert rules(page("## A breakthrough?")) == {"banned-word"}
    assert rules(page(":::{key-facts}\n:heading: A miracle\n\n- One.\n:::")) == {"banned-word"}
    document = page("Ask us.")
    document.description = "A revolutionary treatment for depression, explained by the people who sell it."
    assert rules(document) == {"banned-word"}


def test_banned_words_are_found_in_explained_words_and_clinic_facts():
    records = {
        "glossary": [{"key": "x", "term": "x", "definition": "A miracle."}],
        "clinic_facts": [{"key": "y", "value": "proven"}],
    }
    assert [problem.page for problem in review_records(records)] == ["glossary: x", "clinic_facts: y"]


def test_every_entry_of_the_list_says_what_to_write_instead():
    assert len(banned_words()) > 12
    assert all(entry.advice.rstrip("”").endswith(".") for entry in banned_words())


# --- The page as a whole ---------------------------------------------------------------------------------------------


def test_a_page_that_speaks_of_benefit_says_what_fda_approved_and_names_the_risks():
    claim = "Ketamine eases depression for some people. {cite}`dean2021`"
    assert not rules(page(claim))
    assert rules(page(claim, benefit=False)) == {"approval-status"}
    assert rules(page(WHOLE, benefit=False)) == {"approval-status"}
    assert not rules(page("Bring your photo ID.", benefit=False))
    card = ":::{evidence-card}\n:heading: Did it help?\n:finding: some-finding\n:::"
    assert rules(page(card, benefit=False)) == {"approval-status"}
    # The next step leads to the risks here, so it has to be another one.
    document = page(claim, risks=False)
    assert rules(document) == {"balance"}
    assert not rules(page(f"{claim}\n\n## What can go wrong?\n\nAsk us.", risks=False))


def test_the_answer_comes_first_and_has_two_sentences():
    document = page("Ask us.")
    document.blocks.insert(0, document.blocks.pop(1))
    assert rules(document) == {"answer-first"}
    assert rules(read(f"{FRONT.format(title='x', benefit='false')}\nAsk.\n\n{NEXT_STEP}")) == {"answer-first"}
    for answer in ("Ask us.", "Ask us. Then wait. Then decide."):
        assert rules(
            read(f"{FRONT.format(title='x', benefit='false')}\n:::{{answer}}\n{answer}\n:::\n\n{NEXT_STEP}")
        ) == {"answer-first"}
    assert not rules(page("Ask us.", before=CRISIS_CARD)), "a red card may stand before it"


def test_a_page_ends_with_one_next_step():
    document = page("Ask us.")
    assert rules(document) == set()
    document.blocks.append(document.blocks[-1])
    assert rules(document) == {"next-step"}
    del document.blocks[-2:]
    assert rules(document) == {"next-step"}


def test_a_page_about_suicidal_thoughts_starts_with_the_crisis_card():
    title = "Can it ease suicidal thoughts?"
    assert rules(page("Ask us.", title=title)) == {"crisis-card-first"}
    assert not rules(page("Ask us.", title=title, before=CRISIS_CARD))
    assert rules(page(f"Ask us.\n\n{CRISIS_CARD}", title=title)) == {"crisis-card-first"}


def test_red_cards_are_for_emergencies():
    card = ":::{care-card}\n:level: emergency\n:heading: Please note\n\nThe clinic is closed on Sunday.\n:::\n"
    assert rules(page(card)) == {"red-card"}
    assert not rules(page(card.replace("emergency", "urgent")))


def test_tables_of_more_than_four_columns_are_told_unless_they_are_to_write_in_or_ask_a_question_in_each_row():
    table = "| a | b | c | d | e |\n|---|---|---|---|---|\n| Ask | us | how | to | start |\n"
    assert rules(page(table)) == {"table-columns"}
    assert not rules(
        page(table.replace("| e ", "").replace("|---|---|---|---|---|", "|---|---|---|---|").replace(" start |", ""))
    )
    assert not rules(page(table.replace("| Ask | us | how | to | start |", "| Monday | | | | |")))
    assert not rules(page(table.replace("Ask ", "How do I ask? "))), "a matrix of choices, read choice by choice"


def test_headings_leave_no_level_out():
    """The title of the page is the first level; a card begins with a heading of the second."""
    (problem,) = found_in(page("## Before\n\nAsk us.\n\n#### Food\n\nAsk us."))
    assert (problem.rule, problem.level, problem.sentence) == ("heading-order", Level.WARNS, "Food")
    assert problem.advice == "This heading leaves a level out. Make it a heading of level 3."
    assert problem.line > 1
    assert rules(page("### Before\n\nAsk us.")) == {"heading-order"}
    assert rules(page("#### Food\n\nAsk us.", before="## Before\n\nAsk us.\n")) == {"answer-first", "heading-order"}, (
        "two blocks"
    )
    assert not rules(page("## Before\n\nAsk us.\n\n### Food\n\nAsk us.\n\n#### Tea\n\nAsk us.\n\n## After\n\nAsk us."))
    card = ":::{care-card}\n:level: urgent\n:heading: Call us\n\nAsk us.\n:::\n"
    assert not rules(page(f"{card}\n### Food\n\nAsk us."))
    assert rules(page(f"{card}\n#### Food\n\nAsk us.")) == {"heading-order"}
    table = ":::{compare-table}\n:heading: Two ways\n\n| a | b |\n|---|---|\n| Ask | us |\n:::\n"
    assert rules(page(f"{table}\n### Food\n\nAsk us.")) == {"heading-order"}, "the name of a table is no heading"


@pytest.mark.parametrize("words", ["\u200b", "→", "{cite}`trial2020`"])
def test_a_link_without_words_is_refused(words: str):
    (problem,) = found_in(page(f"Ask us [{words}](page:risks) first."))
    assert (problem.rule, problem.level) == ("link-words", Level.REFUSES)
    assert "Ask us" in problem.sentence


@pytest.mark.parametrize(
    "words", ["here", "Click here.", "**this page**", "https://example.org/a/b", "www.example.org"]
)
def test_a_link_whose_words_do_not_say_where_it_leads_is_told(words: str):
    (problem,) = found_in(page(f"Ask us, or look [{words}](https://example.org/a/b)"))
    assert (problem.rule, problem.level, problem.sentence) == ("link-words", Level.WARNS, words.strip("*"))
    assert problem.line > 1


@pytest.mark.parametrize(
    "words", ["risks", "Come here first", "example.org", "{fact}`phone`", "{term}`dissociation`", "988"]
)
def test_a_link_with_words_is_let_through(words: str):
    assert not rules(page(f"Ask us, or look at [{words}](https://example.org/a/b)"))


def test_the_words_of_a_next_step_say_where_it_leads():
    document = page("Ask us.")
    document.blocks[-1].settings["label"] = "Read more"
    assert rules(document) == {"link-words"}


# --- Numbers in prose and their records ------------------------------------------------------------------------------

RECORDS = {
    "references": [{"key": "trial2020", "found": "Dizziness 12.5% v 4%; of 80 people, 66 finished."}],
    "findings": [
        {
            "key": "lasting",
            "title": "Any side effect lasting more than a day",
            "outcome": "had a side effect that lasted more than a day",
            "per_hundred": 23,
            "count": 21,
            "total": 91,
            "comparison_per_hundred": 54,
            "comparison_count": 49,
            "comparison_total": 90,
            "references": ["trial2020"],
        },
        {
            "key": "confusion",
            "title": "Confusion over a course",
            "outcome": "were confused",
            "per_hundred": 25,
            "count": 23,
            "total": 91,
            "references": ["trial2020"],
        },
    ],
}


def numbers_of(text: str, cited: bool = True) -> set[str]:
    """The rules about numbers that a sentence breaks."""
    document = page(f"{text} {{cite}}`trial2020`" if cited else text)
    return {problem.rule for problem in review(document, around([document], RECORDS)) if "number-" in problem.rule}


@pytest.mark.parametrize(
    "share",
    [
        *("21 of 91 people", "21 out of 91 people", "21/91", "21 of the 91 people", "Twenty-one of 91 people"),
        *("23 of 100 people", "23 percent of people", "23% of people", "23 in 100 people"),
    ],
)
def test_a_number_may_be_written_in_any_way_but_has_to_be_that_of_the_record(share: str):
    sentence = f"{share} had a side effect that lasted more than a day."
    assert not numbers_of(sentence)
    wrong = sentence.replace("Twenty-one", "Twenty-two").replace("21", "22").replace("23", "26")
    assert numbers_of(wrong) == {"number-differs"}


def test_a_number_of_another_finding_is_no_excuse():
    assert not numbers_of("23 of 91 people were confused.")
    assert numbers_of("23 of 91 people had a side effect that lasted more than a day.") == {"number-differs"}
    assert not numbers_of("68 of 91 people were not confused.")
    assert not numbers_of("Of 91 people, 23 were confused and 21 had a side effect that lasted more than a day.")


def test_a_number_that_only_the_reference_gives_is_compared_as_well():
    assert not numbers_of("In a study of adults, 13 of 100 were dizzy.")
    assert numbers_of("In a study of adults, 18 of 100 were dizzy.") == {"number-differs"}


def test_a_count_without_a_source_is_compared_with_every_finding_about_as_many_people():
    assert numbers_of("22 of 91 people had a side effect that lasted more than a day.", cited=False) == {
        "number-differs"
    }
    assert not numbers_of("22 of 37 people had a side effect that lasted more than a day.", cited=False)


@pytest.mark.parametrize(
    "sentence", ["Open 24/7.", "One in ten people asks.", "In 3 of 4 weeks we are open.", "Call 911."]
)
def test_what_is_no_share_of_people_is_let_through(sentence: str):
    assert not numbers_of(sentence)


# --- One list of alarm signs -----------------------------------------------------------------------------------------


def card(level: str, *items: str, heading: str = "Call now") -> Document:
    """A page with a card of this level."""
    listed = "\n".join(f"- {item}" for item in items)
    return page(f":::{{care-card}}\n:level: {level}\n:heading: {heading}\n\nCall 911.\n\n{listed}\n:::")


@pytest.mark.parametrize(
    "item", ["you have chest pain", "confusion the next day", "the worst headache of your life", "you faint"]
)
def test_what_needs_911_is_not_sent_to_the_clinic(item: str):
    assert rules(card("urgent", item)) == {"alarm-sign"}
    assert not rules(card("emergency", item))
    assert not rules(card("urgent", item, heading="Tell staff at once")), "staff are there"


def test_what_can_wait_until_the_clinic_answers_is_not_sent_to_911():
    assert rules(card("emergency", "yellow eyes or dark urine")) == {"alarm-sign"}
    assert not rules(card("urgent", "yellow eyes or dark urine"))


def test_every_list_for_911_names_the_same_signs():
    some = ("has chest pain", "has trouble breathing", "has a seizure")
    (problem,) = found_in(card("emergency", *some))
    assert (problem.rule, problem.refuses) == ("alarm-signs-missing", False)
    assert "a sudden or worst headache" in problem.advice


# --- Levels ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Nausea is common.", Level.WARNS),
        ("Lasting harm to the bladder is rare.", Level.REFUSES),
        ("Most people get better.", Level.REFUSES),
        ("Ketamine eases depression.", Level.REFUSES),
        ("Nausea was seen in 27 of 100.", Level.REFUSES),
    ],
)
def test_a_weak_claim_without_a_source_warns_and_a_strong_one_refuses(text: str, level: Level):
    assert [problem.level for problem in found_in(page(text)) if problem.rule == "citation"] == [level]


# --- Reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[
            ("the", 1),
            ("mood", 1),
            ("lasted", 2),
            ("eased", 1),
            ("people", 2),
            ("feels", 1),
            ("changes", 2),
            ("table", 2),
        ],
        *[
            ("infusion", 3),
            ("ketamine", 3),
            ("depression", 3),
            ("suicide", 3),
            ("anxiety", 4),
            ("medicines", 3),
            ("quiet", 2),
        ],
        *[
            ("dissociation", 5),
            ("esketamine", 4),
            ("being", 2),
            ("usual", 3),
            ("someone", 2),
            ("safely", 2),
            ("idea", 3),
        ],
        *[("FDA", 3), ("PTSD", 4), ("ECT", 3), ("follow-up", 3), ("don’t", 1), ("patient's", 2), ("988", 1)],
    ],
)
def test_syllables_are_counted_as_a_dictionary_does(word: str, count: int):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("The cat sat on the mat.", 0.39 * 6 + 11.8 * 6 / 6 - 15.59),
        ("Ketamine infusions need careful preparation.", 0.39 * 5 + 11.8 * 13 / 5 - 15.59),
    ],
)
def test_the_grade_is_that_of_flesch_and_kincaid(text: str, grade: float):
    assert score([text]).grade == pytest.approx(grade)
    assert score([text, text]).grade == pytest.approx(grade)


def test_a_page_that_is_too_hard_is_found_and_long_sentences_are_warnings():
    hard = "Pharmacological interventions necessitate comprehensive multidisciplinary cardiovascular evaluation. "
    assert rules(page(hard * 4)) == {"reading-grade"}
    long = "We ask you to " + "write and " * 12 + "rest."
    warnings = [problem for problem in review(page(long)) if not problem.refuses]
    assert [problem.rule for problem in warnings] == ["long-sentence"]
    assert not rules(page(long))


def test_items_of_lists_that_are_no_sentences_do_not_make_a_page_look_easier():
    hard = "Comprehensive cardiovascular evaluation necessitates multidisciplinary consideration. "
    items = "\n\n- an ID\n- a pen\n- a hat\n- a cup\n"
    assert page_score(page(hard)).grade == page_score(page(hard + items)).grade


# --- The shipped guide -----------------------------------------------------------------------------------------------

GUIDE = read_guide(GUIDE_FOLDER / "en", "en")


SITE = around(GUIDE.documents, GUIDE.records)
WORDS = vocabulary()


@pytest.mark.parametrize("document", GUIDE.documents, ids=lambda document: document.id)
def test_the_shipped_guide_breaks_no_rule_and_needs_no_second_look(document: Document):
    found = [f"line {problem.line}, {problem.rule}: {problem.sentence}" for problem in review(document, SITE)]
    assert not found, "\n".join(found)


def test_nearly_every_number_of_the_shipped_guide_is_missed_when_it_is_changed():
    """If the rule stopped seeing numbers, or took any number for right, the test above would pass for nothing."""
    changed, noticed = 0, 0
    for document in GUIDE.documents:
        for passage in (found := passages(document)):
            for share in shares(passage.text, WORDS) if passage.sources else ():
                if share.total in ROUND_TOTALS or not share.words.startswith(f"{share.people:g}"):
                    continue
                right, wrong = passage.text, share.people + (3 if share.people + 3 <= share.total else -3)
                passage.text = right.replace(share.words, f"{wrong:g}{share.words[len(f'{share.people:g}') :]}", 1)
                noticed += any(problem.sentence == passage.text for problem in numbers.check(found, SITE, WORDS))
                passage.text, changed = right, changed + 1
    assert changed > 120
    assert noticed > 0.85 * changed, f"{noticed} of {changed}"


def test_the_shipped_records_break_no_rule():
    assert not list(review_records(GUIDE.records))


def test_the_shipped_guide_has_claims_to_check():
    """If the rules stopped seeing claims, the test above would pass for nothing."""
    cited = [passage for document in GUIDE.documents for passage in passages(document) if passage.sources]
    assert len(cited) > 500
    assert len({source for passage in cited for source in passage.sources}) > 60


def test_the_shipped_guide_is_easy_to_read():
    scores = {document.id: page_score(document) for document in GUIDE.documents}
    assert {name: score.grade for name, score in scores.items() if score.grade > HIGHEST_GRADE} == {}
    chapters = sorted(page_score(document).grade for document in GUIDE.documents if document.template == "chapter")
    assert chapters[len(chapters) // 2] <= HIGHEST_MEDIAN
    sentences, long = (
        sum(score.sentences for score in scores.values()),
        sum(score.long_sentences for score in scores.values()),
    )
    assert long <= sentences / 100, "long sentences are rare"


def test_nearly_every_sentence_to_which_a_writer_gave_a_source_is_seen_as_a_claim():
    """The check is about as strict as the people who wrote the guide: it would ask for most of their citations."""
    cited = [
        passage
        for document in GUIDE.documents
        if document.speaks_of_benefit
        for passage in passages(document)
        if passage.kind == "sentence" and passage.sources and passage.complete
    ]
    missed = [passage.text for passage in cited if not why_a_claim(passage)]
    assert len(missed) < len(cited) * 0.3, "\n".join(missed)
