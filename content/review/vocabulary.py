"""Words by which claims are recognized, as regular expressions."""

import re


def any_of(phrases: str) -> str:
    """A pattern for any of some phrases, separated by commas; "(s)" may be missing, "*" is any ending."""
    patterns = [re.escape(" ".join(phrase.split())) for phrase in phrases.split(",") if phrase.strip()]
    found = "|".join(sorted(patterns, key=len, reverse=True))
    return "(?:" + re.sub(r"\\\((\w+)\\\)", r"(?:\1)?", found).replace(r"\*", r"\w*").replace(r"\ ", " ") + ")"


def pattern(*parts: str) -> re.Pattern[str]:
    """One expression that finds any of the parts, in capitals or small letters."""
    return re.compile("|".join(parts), re.IGNORECASE)


ONES = any_of(
    """one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen,
    seventeen, eighteen, nineteen"""
)
TENS = any_of("twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety, half, hundreds, thousands")
FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
NUMBER = rf"(?:{FIGURE}|{ONES}|{TENS})"
#: A number of people; "one person" is any reader, and in "47 out of 100 people" the 100 is no group.
SEVERAL = rf"(?:(?<!out of )(?!1 ){FIGURE}|(?!one\b)(?:{ONES}|{TENS}))"
PEOPLE = any_of(
    """people, persons, patients, outpatients, inpatients, adults, veterans, users, responders, women, men, volunteers,
    participants, remitters, of those, rats, mice"""
)
STUDIES = any_of(
    "trial(s), study, studies, paper(s), review(s), survey(s), advertiser(s), provider(s), records, clinic(s)"
)
UP_TO_THREE_WORDS = r"(?: [\w-]+){0,3}"

#: A share of a group: "47 of 100", "30 percent", "half of those".
SHARE = (
    rf"(?:\b{FIGURE} (?:of|in|out of) (?:the |every )?{FIGURE}|\b\d+ ?(?:%|percent)|\b{NUMBER} of {NUMBER}\b"
    r"|\bhalf of (?:those|the people|them|people))"
)
#: A count, a share, a size of a study.
EVIDENCE_NUMBER = pattern(
    rf"\b{NUMBER} (?:out )?of (?:(?:the|every|these|all|our) )?(?:same )?{NUMBER}\b(?! (?:them|these|the|those|our)\b)",
    rf"\b{NUMBER} (?:in|out of) (?:every )?(?:10|100|1,000|10,000)\b",
    r"\d ?(?:%|percent\b)",
    rf"\b{SEVERAL}{UP_TO_THREE_WORDS} {PEOPLE}\b",
    r"\b(?:half|most|a third|two thirds|a quarter) of (?:the |those |them|these |all )",
    r"\b(?:more than|fewer than|about) half\b",
    rf"\b{NUMBER} (?:times|points|mg|milligrams|mmHg)\b",
    rf"\bof the (?:same )?{FIGURE},? (?:people,? )?{FIGURE}\b",
    rf"\bit was (?:about )?{FIGURE}\b",
)
#: A number of studies; "Read the two trials together" makes no claim, so instructions are let through.
NUMBER_OF_STUDIES = pattern(rf"\b{NUMBER}{UP_TO_THREE_WORDS} {STUDIES}\b")

#: What makes a sentence one about illness, treatment or research, rather than about a visit or a bill.
MEDICAL = pattern(
    r"\b"
    + any_of(
        """ketamine, esketamine, infusion(s), drug(s), drip(s), medicine(s), antidepressant(s), benzodiazepine(s), effect(s),
        symptom(s), side effect(s), depression, mood, anxiety, pain, PTSD, suicid*, bladder, liver, blood pressure, heart,
        memory, brain, respon*, remission, relapse*, dissociation, dizz*, nausea, addict*, crav*, benefit(s),
        lift, gain, spray, ECT, TMS, trial(s), study, studies, review(s), label(s), placebo, midazolam, therapy, recover*,
        slip back, distress, panic, harm(s), risk(s), dose, treatment(s), slow*, feel better, feel worse, get better, get worse"""
    )
    + r"\b"
)
FREQUENCY = pattern(
    rf"\b(?:most|many|some|few|fewer|more|almost all|nearly all) (?:[\w-]+ )?{PEOPLE}\b",
    r"\b(?:most|many|some) (?:who|of them|feel|do not|had)\b",
    r"\b(?:most|many|few|nearly all|all) (?:of (?:the|these|those) )?(?:side )?"
    + any_of("effects, symptoms, harms, studies, trials, antidepressants")
    + r"\b",
    r"\b(?:most|many|few) (?:[\w-]+ )?(?:studies|trials|experts)\b",
    r"\bhalf (?:got|had|felt)\b",
    r"\byou (?:may|might|will) feel\b",
    r"\b"
    + any_of(
        "often, usually, commonly, frequently, rarely, seldom, hardly ever, sometimes, mostly, typically, in most cases"
    )
    + r"\b",
    r"\b(?:is|are|be|was|were|looks?|seems?|more|less|very) (?:\w+ )?"
    + any_of("common, uncommon, rare, rarer, frequent, likely, unlikely")
    + r"\b",
)
#: Frequencies that are claims of weight: how many people, and that something is rare. Others are weak claims.
WEIGHTY = pattern(
    r"\b(?:most|many|few|fewer|almost all|nearly all|half|all)\b",
    r"\b(?:rarely|seldom|hardly ever|rare|rarer|uncommon|unlikely)\b",
)
COMPARISON = pattern(
    r"\b"
    + any_of(
        """more, less, fewer, higher, lower, better, worse, larger, smaller, longer, shorter, faster, stronger, weaker, safer,
        quicker, greater, twice, rarer"""
    )
    + r"\b[^.?!]*\b(?:than|with the comparison)\b",
    r"\bcompared (?:with|to)\b",
    r"\b"
    + any_of(
        """beat(s), outperform*, superior, inferior, no difference, did not differ, no clear difference, no effect, same effect,
        no clear advantage, favored, disagree"""
    )
    + r"\b",
    r"\bas (?:well|good|large|fast|safe|strong) as\b",
)
TREATMENT = any_of(
    """ketamine, esketamine, infusion(s), the drug, the drip, the spray, the infusion, the treatment, the effect, the lift,
    the benefit, this treatment, treatment, ECT, TMS, therapy, medicine(s), antidepressant(s), benzodiazepine(s), it, they,
    any lift, mood, depression, anxiety, PTSD, pain, blood pressure, pulse, suicidal thoughts, symptom(s), thoughts"""
)
#: A treatment, or what it acts on, and what happens.
EFFECT = pattern(
    rf"\b{TREATMENT}(?: (?!and\b|or\b)[\w-]+){{0,3}}? "
    + any_of(
        """help(s), helped, ease(s), eased, improve(s), improved, reduce(s), reduced, lower(s), lowered, relieve(s), relieved,
        prevent(s), prevented, work(s), worked, lift(s), lifted, fade(s), faded, last(s), lasted, blunt(s), shorten(s),
        weaken(s), harm(s) the, harm(s) your, harm(s) people, harmed, damage(s), damaged, cause(s), caused, lead(s) to, led to,
        block(s), blocked, increase(s), increased, raise(s), raised, rise(s), rose, fall(s), fell, drop(s), dropped, stop(s),
        stopped, save(s), treat(s), treated, protect(s), boost(s), restore(s), speed(s), has been shown, have been shown,
        change(s) how, is effective, are effective, is addictive, be addictive, can make you, makes you, get(s) worse, bring(s) on"""
    )
    + r"\b"
)
#: "Heavy use can badly harm the bladder": what something can do to a body.
CAN_DO = pattern(
    r"\b(?:can|may|might|could) (?:also )?(?:badly )?"
    + any_of("slow, raise, harm, damage, shorten, weaken, prevent, ease, relieve, improve, lower, lift, interact")
    + r"\b"
)
STUDY_FOUND = pattern(
    r"\b"
    + any_of(
        "trial(s), study, studies, review(s), research, researchers, evidence, guidance, panel, survey, records, label"
    )
    + r"\b[^.?!]{0,60}\b"
    + any_of(
        """found, find(s), show(s), showed, shown, reported, report(s), suggest(s), suggested, says, recommend(s), put(s),
        place(s), placed, favored, rated, called, disagree"""
    )
    + r"\b",
    r"\b(?:has|have|was|were|is|are) (?:not )?(?:been )?shown\b",
    r"\b(?:benefit|effect|difference|gap) (?:was|were|is|could|may)\b",
    r"\bmixed results\b",
    r"\b(?:clear|good|weak|some|no|little|small|limited|mixed) (?:\w+ )?evidence\b",
    r"\brisk of bias\b",
    r"\bno comparison group\b",
    r"\bcan be misused\b",
    r"\b(?:goes|go|went) (?:up|down)\b(?=[^.?!]*$)",
    r"\b(?:low|high) (?:certainty|risk of bias)\b",
    r"\bno (?:test|trait|personal trait|study|trial|review|other treatment)\b",
    r"^In (?:rats|mice|animals)\b",
)
#: What a regulator says, and the guide's own labels for evidence.
STATUS = pattern(
    r"\bFDA (?:has |had )?(?:not |also )?(?:approved?|warned)\b",
    r"\b(?:is|are) (?:not )?approved\b",
    r"\b(?:has|have) (?:not |also )?approved\b",
    r":\s*(?:strong|fair|weak|unclear|against)\b",
    r"^(?:Main|Possible) harms?:",
)

QUESTION = re.compile(r"\?[\"”’')]*$")
LABEL = r"(?:[\w ]{1,30}: )?"
#: Sentences that tell the reader to do something.
INSTRUCTION = pattern(
    r"^(?:(?:Please|So|But|Then|Also|First|Next|And|[\w ]{1,30}:) )*"
    + any_of(
        """do not, don't, never, always, tell, ask, call, text, write, keep, use, read, see, take, plan, bring, avoid, check,
        stay, go, watch, rest, start, stop, look, talk, let, book, name, find, learn, agree, have, print, think, decide, save,
        remember, wear, get, try, stand, open, breathe, press, choose, add, compare, leave, drink, eat, care, set, make, listen,
        answer, give, send, count, expect, mark, list, put, move, follow, show, share, chase, seek, aim, be careful, say, treat,
        know, pick, walk, offer"""
    )
    + r"\b(?! (?:is|are|was|were|has|have|had|helps?|therapy)\b)"
)
#: Sentences that say what is not known, explain a word, or speak about this guide.
NO_CLAIM = pattern(
    r"\b(?:is|are|was|were) (?:still )?(?:not|never) (?:yet )?(?:known|clear|certain|settled)\b",
    r"\b(?:nobody|no one|we do not|do not) knows?\b",
    rf"^{LABEL}(?:How|Whether|What|Which|Who|Why|When|The (?:best|right) (?:dose|plan|number))\b(?! (?:people|patients|mood)\b)",
    r"\bnot (?:yet )?known\b",
    r"\b(?:means|is called|is short for|stands for|do(?:es)? not mean)\b",
    r"\bdo(?:es)? not (?:tell|say|promise|cover|apply|carry over)\b",
    r"^(?:Here|This (?:page|guide|site|list|table|does|means|count)|These (?:are|words|short)|Our |We |You can )",
    r"^(?:Response|Remission|Relapse):",
    r"\bpromises?\b",
)
#: The end of a sentence such as "A safety plan says what to do if your mood drops".
WHERE_IT_HOLDS = pattern(r"\b(?:if|when) (?:your|you|their|they)\b.*")
CONDITION = pattern(rf"^{LABEL}(?:But |And |So )?(?:If|Before|Unless)\b")

#: Getting better, or staying so.
OUTCOME = any_of(
    """response(s), responded, remission, remitted, no suicidal thoughts, suicidal thoughts were, relapse(d), still well,
    halved, cut by at least half, recover(ed), got better, felt better, get better, feel better, improved, free of, well,
    work(s) for, worked for, help(s), helped, success, effective"""
)
#: Number and outcome in one sentence.
BENEFIT_NUMBER = pattern(rf"{SHARE}[^.?!]*\b{OUTCOME}\b", rf"\b{OUTCOME}\b[^.?!]*{SHARE}")
#: "Response meant a score at least 30 percent lower" explains a word.
MEANING = pattern(r"\b(?:means|meant)\b")
GROUP = pattern(
    r"\b" + any_of("ketamine, esketamine, infusion(s), injection(s), spray, drip, course, dose, treatment(s)") + r"\b"
)
COMPARED = pattern(
    r"\b" + any_of("midazolam, placebo, salt water, saline, ECT, quetiapine, comparison, dummy, no treatment") + r"\b"
)
HOW_MANY = pattern(
    rf"\b{SEVERAL}(?: [\w-]+){{0,4}} {PEOPLE}\b",
    rf"\b{NUMBER} of (?:the )?{NUMBER} {PEOPLE}\b",
    rf"\({NUMBER} of \d+\)",
    r"\b\d+ and \d+ people\b",
    r"\bamong (?:the |these )?\d+\b",
)
TIME = pattern(
    rf"\b{NUMBER}(?: or {NUMBER})?(?: to {NUMBER})? (?:minutes?|hours?|days?|weeks?|months?|years?)\b",
    r"\b(?:day|week|month|year)s? \d+\b",
    r"\b(?:a|an|the next|next|within a) (?:hour|day|week|month|year)\b",
    r"\b(?:after|end of) (?:a |the |up to )[\w ]{0,20}\b(?:course|treatments?|infusions)\b",
)

#: References that studied the esketamine spray only.
SPRAY_SOURCES = frozenset({"spravato_label", "spravato_rems", "janik2025", "reif2023", "vandeloo2017"})
SPRAY = pattern(r"\b(?:esketamine|Spravato|spray)\b")
