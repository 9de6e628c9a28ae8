// My diary: questionnaires with their dates, and the days of infusions. A record to show, with no advice from a number.
import { chart } from "./chart.js";
import { download, run, shownDay, text } from "./frame.js";
import { band, total } from "./scoring.js";

const MOST = 5000;
const DRAWN = 10; // so many totals of each questionnaire, the last ones
const INFUSION = "infusion";
const NOTE = "note"; // a line of one's own
const LONGEST_NOTE = 300;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const KEY = /^[a-z0-9-]{1,40}$/;

const blank = () => ({ entries: [] });

// --- The questionnaires of this page ---

function forms(tool) {
  const found = Object.create(null); // so that no name in a file is taken for what every object has
  for (const element of tool.section.querySelectorAll("[data-form]")) {
    const bands = [...element.querySelectorAll("[data-part=bands] li")].map((line) => ({
      low: Number(line.dataset.low),
      high: Number(line.dataset.high),
      name: line.textContent,
    }));
    found[element.dataset.form] = {
      element,
      bands,
      title: tool.part("title", element).textContent,
      items: [...element.querySelectorAll("[data-item]")],
      extra: element.querySelector("[data-extra]"),
      highest: Number(element.dataset.answers) - 1,
      isMean: "mean" in element.dataset,
      helpItem: Number(element.dataset.helpItem || 0),
    };
  }
  return found;
}

function answer(fieldset) {
  const chosen = fieldset?.querySelector("input:checked");
  return chosen ? Number(chosen.value) : null;
}

const highestOf = (form) => form.highest * (form.isMean ? 1 : form.items.length);
const scoreOf = (tool, { what, answers = [] }) => total(answers, tool.forms[what]?.isMean);

const answersOf = (form) => form.items.map(answer);

// --- Data from outside ---

function checked(data, tool) {
  if (!Array.isArray(data?.entries) || data.entries.length > MOST) return undefined;
  const entries = data.entries.map((entry) => checkedEntry(entry, tool.forms));
  return entries.includes(undefined) ? undefined : { entries: inOrder(entries) };
}

// A questionnaire that this page does not hold any more is kept as it is.
function checkedEntry(entry, known) {
  const day = text(entry?.day, 10);
  const what = text(entry?.what, 40);
  if (!day || !isDay(day) || !what || !KEY.test(what)) return undefined;
  if (what === INFUSION) return { day, what };
  if (what === NOTE) {
    const words = text(entry.text, LONGEST_NOTE);
    return words?.trim() ? { day, what, text: words } : undefined;
  }
  const form = known[what];
  const fits = (points, highest) => points === null || (Number.isInteger(points) && points >= 0 && points <= highest);
  const { answers, extra = null } = entry;
  if (!Array.isArray(answers) || answers.length > 100 || (form && answers.length !== form.items.length)) return undefined;
  if (!answers.every((points) => fits(points, form ? form.highest : 100)) || !fits(extra, 100)) return undefined;
  return { day, what, answers: [...answers], extra };
}

function isDay(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return DAY.test(day) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

const inOrder = (entries) => [...entries].sort((one, other) => (one.day < other.day ? -1 : Number(one.day > other.day)));

// --- What is shown ---

function name(tool, { what }) {
  return [INFUSION, NOTE].includes(what) ? tool.word(what) : (tool.forms[what]?.title ?? what);
}

function result(tool, entry) {
  if (entry.what === INFUSION) return "";
  if (entry.what === NOTE) return entry.text;
  const form = tool.forms[entry.what];
  const sum = scoreOf(tool, entry);
  if (sum === null) return tool.word("no-total", { open: entry.answers.filter((points) => points === null).length });
  if (!form) return String(sum);
  const highest = highestOf(form);
  const found = band(form.bands, sum);
  if (!found) return tool.word("total", { total: sum, highest });
  return tool.word("total-band", { total: sum, highest, low: found.low, high: found.high, band: found.name });
}

function show(tool) {
  const rows = tool.data.entries.map((entry) => {
    const row = tool.row();
    tool.part("on", row).textContent = shownDay(entry.day);
    tool.part("what", row).textContent = name(tool, entry);
    tool.part("total", row).textContent = result(tool, entry);
    tool.part("about", row).textContent = `: ${name(tool, entry)}, ${shownDay(entry.day)}`;
    row.classList.toggle("tool-infusion", entry.what === INFUSION);
    tool.on("remove", () => remove(tool, entry), row);
    return row;
  });
  tool.part("rows").replaceChildren(...rows);
  tool.part("charts").replaceChildren(...charts(tool));
  tool.part("entries").hidden = rows.length === 0;
  tool.section.toggleAttribute("data-filled", rows.length > 0);
}

// A drawing of each questionnaire with two totals or more.
function charts(tool) {
  const infusions = tool.data.entries.filter(({ what }) => what === INFUSION).map(({ day }) => day);
  return Object.entries(tool.forms).flatMap(([key, form]) => {
    const points = tool.data.entries
      .filter(({ what }) => what === key)
      .map((entry) => ({ day: entry.day, sum: scoreOf(tool, entry) }))
      .filter(({ sum }) => sum !== null)
      .slice(-DRAWN);
    if (points.length < 2) return [];
    const figure = tool.row("figure");
    const highest = highestOf(form);
    const words = tool.word("chart", { title: form.title, count: points.length, highest });
    tool.part("caption", figure).textContent = words;
    figure.prepend(chart(points, infusions, highest, words, shownDay));
    return [figure];
  });
}

// A note is put in as it is; nobody reads it but the reader.
function note(tool) {
  const field = tool.part("note");
  const words = field.value.trim();
  const day = words && chosenDay(tool);
  if (!words) {
    tool.say("no-note");
    field.focus();
  } else if (day && put(tool, { day, what: NOTE, text: words })) {
    field.value = "";
    tool.say("noted");
  }
}

const isAlarming = (form, answers) => form.helpItem > 0 && answers[form.helpItem - 1] > 0;

// What the answers so far amount to; and help beside the item at once, without taking the focus from whoever is choosing.
function showState(tool, form) {
  const answers = answersOf(form);
  const alarm = tool.part("alarm");
  if (isAlarming(form, answers)) {
    form.items[form.helpItem - 1].after(alarm);
    alarm.hidden = false;
  } else if (form.element.contains(alarm)) {
    alarm.hidden = true;
  }
  const answered = answers.filter((points) => points !== null).length;
  const all = answered === answers.length;
  const words = tool.word(all ? "state-all" : "state", { answered, count: answers.length });
  tool.part("state", form.element).textContent = words;
}

// --- What is done ---

function put(tool, entry) {
  if (tool.data.entries.length >= MOST) {
    tool.say("full");
    return false;
  }
  tool.data.entries = inOrder([...tool.data.entries, entry]);
  tool.show();
  tool.changed();
  return true;
}

function remove(tool, entry) {
  tool.data.entries = tool.data.entries.filter((each) => each !== entry);
  tool.part("result").hidden = true;
  tool.show();
  tool.changed();
  tool.say("removed");
  (tool.part("rows").querySelector("[data-do=remove]") || tool.part("day")).focus();
}

function chosenDay(tool) {
  const day = tool.part("day").value;
  if (isDay(day)) return day;
  tool.say("no-day");
  tool.part("day").focus();
  return undefined;
}

// Help comes first, before any total, and by itself when the answer to the item is above 0.
function finish(tool, key) {
  const form = tool.forms[key];
  const answers = answersOf(form);
  const day = chosenDay(tool);
  if (!day) return;
  if (answers.every((points) => points === null)) {
    tool.part("state", form.element).textContent = tool.word("nothing");
    return;
  }
  const entry = { day, what: key, answers, extra: answer(form.extra) };
  if (!put(tool, entry)) return;
  const alarm = tool.part("alarm");
  const shown = tool.part("result");
  form.element.after(shown);
  shown.prepend(alarm);
  alarm.hidden = !isAlarming(form, answers);
  tool.part("total", shown).textContent = `${form.title}, ${shownDay(day)}: ${result(tool, entry)}`;
  shown.hidden = false;
  empty(tool, form);
  (alarm.hidden ? shown : alarm).focus();
}

function empty(tool, form) {
  for (const input of form.element.querySelectorAll("input")) input.checked = false;
  showState(tool, form);
}

function saveTable(tool) {
  const lines = [["csv-day", "csv-what", "csv-total", "csv-answers"].map((word) => tool.word(word))];
  for (const entry of tool.data.entries) {
    const answers = (entry.answers ?? []).map((points) => points ?? "-").join(" ");
    lines.push([entry.day, name(tool, entry), String(scoreOf(tool, entry) ?? ""), entry.text ?? answers]);
  }
  const quoted = lines.map((line) => line.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","));
  download("my-diary.csv", `${quoted.join("\r\n")}\r\n`, "text/csv");
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function begin(tool) {
  tool.forms = forms(tool);
  tool.part("day").value = today();
  for (const [key, form] of Object.entries(tool.forms)) {
    form.element.addEventListener("change", () => showState(tool, form));
    tool.on("add", () => finish(tool, key), form.element);
    tool.on("empty", () => empty(tool, form), form.element);
    empty(tool, form);
  }
  tool.on("infusion", () => {
    const day = chosenDay(tool);
    if (day && put(tool, { day, what: INFUSION })) tool.say("marked");
  });
  tool.on("note", () => note(tool));
  tool.on("csv", () => saveTable(tool));
  tool.section.addEventListener("cleared", () => {
    tool.part("result").hidden = true;
    tool.part("note").value = "";
    for (const form of Object.values(tool.forms)) empty(tool, form);
  });
}

run("diary", { blank, checked, show, begin });
