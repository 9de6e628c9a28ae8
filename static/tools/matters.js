// What matters to me: how much each thing weighs, and a note. No total, no advice.
import { run, text } from "./frame.js";

const MOST = 50;
const LONGEST = 200;
const LONGEST_NOTE = 2000;
const WEIGHTS = ["a-lot", "some", "little", "unsure"];

const blank = () => ({ answers: [] });

function checked(data) {
  if (!Array.isArray(data?.answers) || data.answers.length > MOST) return undefined;
  const answers = data.answers.map((answer) => ({
    about: text(answer?.about, LONGEST),
    weight: answer?.weight === null || WEIGHTS.includes(answer?.weight) ? answer.weight : undefined,
    note: text(answer?.note, LONGEST_NOTE),
  }));
  return answers.every(({ about, weight, note }) => about && weight !== undefined && note !== undefined) ? { answers } : undefined;
}

const about = (item) => item.dataset.about;

function show(tool) {
  for (const item of tool.section.querySelectorAll("[data-about]")) {
    const answer = tool.data.answers.find((each) => each.about === about(item));
    for (const input of item.querySelectorAll("input")) input.checked = input.value === answer?.weight;
    tool.part("note", item).value = answer?.note ?? "";
  }
}

// The answer of an item, made when something is put into it first.
function answerOf(tool, item) {
  let answer = tool.data.answers.find((each) => each.about === about(item));
  if (!answer) tool.data.answers.push((answer = { about: about(item), weight: null, note: "" }));
  return answer;
}

function begin(tool) {
  for (const item of tool.section.querySelectorAll("[data-about]")) {
    item.addEventListener("input", () => {
      const answer = answerOf(tool, item);
      answer.weight = item.querySelector("input:checked")?.value ?? null;
      answer.note = tool.part("note", item).value;
      tool.data.answers = tool.data.answers.filter(({ weight, note }) => weight !== null || note);
      tool.changed();
    });
    tool.on("empty", () => {
      tool.data.answers = tool.data.answers.filter((each) => each.about !== about(item));
      show(tool);
      tool.changed();
    }, item);
  }
}

run("matters", { blank, checked, show, begin });
