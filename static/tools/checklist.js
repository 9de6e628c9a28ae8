// My checklist: what is done. A tick belongs to the words of its item: when the clinic changes a rule, it stands open again.
import { run, text } from "./frame.js";

const MOST = 500;
const LONGEST = 2000;

const blank = () => ({ done: [] });

function checked(data) {
  if (!Array.isArray(data?.done) || data.done.length > MOST) return undefined;
  const done = data.done.map((item) => text(item, LONGEST));
  return done.includes(undefined) ? undefined : { done: [...new Set(done)] };
}

const labels = (tool) => tool.section.querySelectorAll(".tool-groups label");
const words = (label) => label.textContent.replace(/\s+/g, " ").trim();

function show(tool) {
  for (const label of labels(tool)) label.querySelector("input").checked = tool.data.done.includes(words(label));
}

function begin(tool) {
  for (const label of labels(tool)) {
    label.querySelector("input").addEventListener("change", ({ target }) => {
      const others = tool.data.done.filter((item) => item !== words(label));
      tool.data.done = target.checked ? [...others, words(label)] : others;
      tool.changed();
    });
  }
}

run("checklist", { blank, checked, show, begin });
