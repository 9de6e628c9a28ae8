// My visit sheet: what the other tools keep on this device, as much as the reader chooses and two sheets of paper hold.
import { download, run, shownDay, text } from "./frame.js";
import { read, upgraded, VERSION } from "./keep.js";
import { total } from "./scoring.js";

const PARTS = ["questions", "matters", "day", "checklist", "diary"];
const MOST = { questions: 12, matters: 6, day: 12, checklist: 24, diary: 8 }; // lines on paper
const LONGEST = 160; // signs of a line on paper
const LONGEST_NOTE = 600;

const blank = () => ({ left: [], note: "" });

function checked(data) {
  const note = text(data?.note, LONGEST_NOTE);
  const left = data?.left;
  return note !== undefined && Array.isArray(left) && left.every((part) => PARTS.includes(part)) ? { left: [...left], note } : undefined;
}

const cut = (words) => (words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words);

// What each tool keeps as lines of text. What cannot be read gives none: the page of that tool says so.
const LINES = {
  questions: (tool, { questions }) =>
    [...questions].sort((one, other) => one.done - other.done).map(({ text: words, answer }) => (answer ? `${words} – ${answer}` : words)),
  matters: (tool, { answers }) =>
    answers.map(({ about, weight, note }) => [about, weight && tool.word(weight), note].filter(Boolean).join(" – ")),
  day: (tool, { lines }) => lines,
  checklist: (tool, { done }) => done,
  diary: (tool, { entries }) => entries.slice(-MOST.diary).map((entry) => `${shownDay(entry.day)}: ${result(tool, entry)}`),
};

function result(tool, { what, answers, text: words }) {
  if (what === "infusion") return tool.word("infusion");
  if (what === "note") return words;
  const form = [...tool.part("forms").content.children].find((each) => each.dataset.form === what);
  const sum = total(answers, form && "mean" in form.dataset);
  if (sum === null) return tool.word("no-total", { title: form?.textContent ?? what });
  return tool.word("total", { title: form?.textContent ?? what, total: sum, highest: form?.dataset.highest ?? "?" });
}

async function gather(tool) {
  for (const part of PARTS) {
    try {
      const row = await read(part);
      const data = row && row.version <= VERSION ? upgraded(row.version, row.data) : undefined;
      tool.lines[part] = data ? LINES[part](tool, data).map(String).filter(Boolean) : [];
    } catch {
      tool.lines[part] = [];
    }
  }
  tool.show();
}

const chosen = (tool, part) => tool.lines[part].length > 0 && !tool.data.left.includes(part);

function show(tool) {
  for (const part of PARTS) {
    const section = tool.section.querySelector(`[data-lines="${part}"]`);
    const lines = tool.lines[part];
    const rows = lines.slice(0, MOST[part]).map((line) => {
      const row = document.createElement("li");
      row.textContent = cut(line);
      return row;
    });
    tool.part("lines", section).replaceChildren(...rows);
    const more = lines.length - rows.length;
    tool.part("more", section).textContent = more > 0 ? tool.word("more", { count: more }) : "";
    section.hidden = !chosen(tool, part);
    const box = tool.section.querySelector(`[data-choose="${part}"]`);
    box.checked = chosen(tool, part);
    box.disabled = lines.length === 0;
  }
  tool.part("note").value = tool.data.note;
  tool.part("note-shown").textContent = tool.data.note;
  tool.part("nothing").hidden = PARTS.some((part) => tool.lines[part].length > 0);
  tool.section.toggleAttribute("data-filled", PARTS.some((part) => chosen(tool, part)) || tool.data.note !== "");
}

function saveText(tool) {
  const parts = PARTS.filter((part) => chosen(tool, part)).map((part) => {
    const section = tool.section.querySelector(`[data-lines="${part}"]`);
    return [section.querySelector("h4").textContent, ...tool.lines[part].map((line) => `- ${line}`)].join("\n");
  });
  download("my-visit.txt", `${[...parts, tool.data.note].filter(Boolean).join("\n\n")}\n`, "text/plain");
}

const nothing = () => Object.fromEntries(PARTS.map((part) => [part, []]));

function begin(tool) {
  tool.lines = nothing();
  for (const box of tool.section.querySelectorAll("[data-choose]"))
    box.addEventListener("change", () => {
      const others = tool.data.left.filter((part) => part !== box.dataset.choose);
      tool.data.left = box.checked ? others : [...others, box.dataset.choose];
      tool.show();
      tool.changed();
    });
  const note = tool.part("note");
  note.addEventListener("input", () => {
    tool.data.note = note.value;
    tool.part("note-shown").textContent = note.value;
    tool.section.toggleAttribute("data-filled", PARTS.some((part) => chosen(tool, part)) || note.value !== "");
    tool.changed();
  });
  tool.on("text", () => saveText(tool));
  tool.section.addEventListener("cleared", () => {
    tool.lines = nothing();
    tool.show();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && gather(tool));
  gather(tool);
}

run("sheet", { blank, checked, show, begin });
