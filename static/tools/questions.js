// My questions: pick from the guide's, add own ones, put them in order, tick them, and note the answers.
import { run, text } from "./frame.js";

const MOST = 200;
const LONGEST = 1000;
const LONGEST_ANSWER = 5000;

const blank = () => ({ questions: [] });

function checked(data) {
  if (!Array.isArray(data?.questions) || data.questions.length > MOST) return undefined;
  const questions = data.questions.map((question) => ({
    text: text(question?.text, LONGEST),
    done: question?.done === true,
    answer: text(question?.answer, LONGEST_ANSWER),
  }));
  return questions.every(({ text: words, answer }) => words?.trim() && answer !== undefined) ? { questions } : undefined;
}

const words = (label) => label.textContent.replace(/\s+/g, " ").trim();

function show(tool) {
  const { questions } = tool.data;
  const rows = questions.map((question, index) => drawn(tool, question, index));
  tool.part("rows").replaceChildren(...rows);
  tool.part("none").hidden = rows.length > 0;
  tool.section.toggleAttribute("data-filled", rows.length > 0);
  const listed = new Set(questions.map((question) => question.text));
  for (const label of tool.section.querySelectorAll(".tool-groups label"))
    label.querySelector("input").checked = listed.has(words(label));
}

function drawn(tool, question, index) {
  const row = tool.row();
  tool.part("text", row).textContent = question.text;
  for (const about of row.querySelectorAll("[data-part=about]")) about.textContent = `: ${question.text}`;
  const done = tool.part("done", row);
  done.checked = question.done;
  done.addEventListener("change", () => {
    question.done = done.checked;
    tool.changed();
  });
  const answer = tool.part("answer", row);
  answer.value = question.answer;
  answer.addEventListener("input", () => {
    question.answer = answer.value;
    tool.changed();
  });
  row.querySelector("[data-do=up]").disabled = index === 0;
  row.querySelector("[data-do=down]").disabled = index === tool.data.questions.length - 1;
  tool.on("up", () => move(tool, index, -1), row);
  tool.on("down", () => move(tool, index, 1), row);
  tool.on("remove", () => remove(tool, index), row);
  return row;
}

// The focus stays with what was moved, on a button that can still be pressed.
function move(tool, index, step) {
  const { questions } = tool.data;
  questions.splice(index + step, 0, ...questions.splice(index, 1));
  changed(tool, "moved", { number: index + step + 1, count: questions.length });
  const row = tool.part("rows").children[index + step];
  const [wanted, other] = step < 0 ? ["up", "down"] : ["down", "up"];
  const button = row.querySelector(`[data-do=${wanted}]`);
  (button.disabled ? row.querySelector(`[data-do=${other}]`) : button).focus();
}

function remove(tool, index) {
  tool.data.questions.splice(index, 1);
  changed(tool, "removed");
  const next = tool.part("rows").children[Math.min(index, tool.data.questions.length - 1)];
  (next?.querySelector("[data-do=remove]") || tool.part("own")).focus();
}

function add(tool, question) {
  if (tool.data.questions.length >= MOST) {
    tool.say("full");
    return false;
  }
  tool.data.questions.push({ text: question, done: false, answer: "" });
  changed(tool, "added");
  return true;
}

function changed(tool, word, values) {
  tool.show();
  tool.changed();
  tool.say(word, values);
}

function begin(tool) {
  for (const label of tool.section.querySelectorAll(".tool-groups label")) {
    const box = label.querySelector("input");
    box.addEventListener("change", () => {
      const question = words(label);
      const index = tool.data.questions.findIndex((each) => each.text === question);
      if (box.checked) add(tool, question);
      else if (tool.data.questions[index]?.answer) tool.say("answered"); // what was noted is not lost by a slip
      else if (index >= 0) {
        tool.data.questions.splice(index, 1);
        changed(tool, "removed");
      }
      box.checked = tool.data.questions.some((each) => each.text === question);
    });
  }
  const own = tool.part("own");
  tool.on("add", () => {
    const question = own.value.trim();
    own.focus();
    if (question && add(tool, question)) own.value = "";
  });
  tool.section.addEventListener("cleared", () => {
    own.value = "";
  });
}

run("questions", { blank, checked, show, begin });
