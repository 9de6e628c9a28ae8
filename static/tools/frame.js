// What all tools share: the parts of the page, keeping, clearing, files, and the count of requests.
import { clear, Conflict, read, upgraded, VERSION, write } from "./keep.js";

const FORMAT = "guide-tools";
const MOST_BYTES = 1_000_000;

// Text of a file or a row: undefined unless it is text of a bearable length.
export function text(value, longest) {
  return typeof value === "string" && value.length <= longest ? value : undefined;
}

// How this page's language writes numbers and dates here: of “es” alone browsers say 20:00.
export const locale = () => document.documentElement.dataset.locale;

// A day such as “2026-11-26” as the page's language writes it.
export function shownDay(day) {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(locale(), { dateStyle: "medium", timeZone: "UTC" });
}

// Give the reader a file, made on this device.
export function download(name, words, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([words], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// Runs a tool. `blank()` gives its data when nothing was put in; `checked(data, tool)` gives a clean copy of data from
// outside, or undefined; `show(tool)` draws tool.data; `begin(tool)` sets up its controls.
export async function run(kind, { blank, checked, show, begin }) {
  const section = document.querySelector(`.tool[data-tool="${kind}"]`);
  if (!section) return;
  const tool = new Tool(kind, section, blank, checked, show);
  begin(tool);
  show(tool);
  for (const element of section.querySelectorAll("[data-without-script]")) element.hidden = true;
  for (const element of section.querySelectorAll("[data-with-script]")) element.hidden = false;
  section.dataset.live = "";
  await tool.recall();
}

// Firefox fills in again what was ticked before a page was left, unless a field says no; HTML has that word for text only.
function forgetOnLeaving(part) {
  for (const field of part.querySelectorAll("input")) field.setAttribute("autocomplete", "off");
  for (const template of part.querySelectorAll("template")) forgetOnLeaving(template.content);
}

class Tool {
  constructor(kind, section, blank, checked, show) {
    Object.assign(this, { kind, section, blank, checked, show: () => show(this) });
    this.data = blank();
    this.stamp = 0; // of what is kept; 0 while nothing is
    this.behind = false; // whether what is kept lacks the last change, because the browser refused it
    this.writing = Promise.resolve();
    this.words = {};
    for (const list of section.querySelectorAll("template[data-part=words]"))
      for (const word of list.content.children) this.words[word.dataset.word] = word.textContent;
    forgetOnLeaving(section);
    this.on("print", () => print());
    this.on("keep", () => this.keep());
    this.on("save", () => this.save());
    this.on("clear", () => this.clear());
    const file = this.part("file");
    file.addEventListener("change", async () => {
      if (file.files.length) await this.open(file.files[0]);
      file.value = "";
    });
    // Browsers hold a page in memory for the way back; whoever presses “back” would read what somebody did not keep.
    addEventListener("pagehide", () => this.forget());
    addEventListener("pageshow", ({ persisted }) => persisted && this.recall());
    this.count();
  }

  part(name, inside = this.section) {
    return inside.querySelector(`[data-part="${name}"]`);
  }

  // Whatever is pressed with data-do="name".
  on(name, act, inside = this.section) {
    for (const button of inside.querySelectorAll(`[data-do="${name}"]`)) button.addEventListener("click", act);
  }

  // A copy of the template of a row, or of something else that comes more than once.
  row(name = "row") {
    return this.part(name).content.firstElementChild.cloneNode(true);
  }

  word(name, values = {}) {
    return this.words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }

  say(name, values) {
    this.part("message").textContent = this.word(name, values);
  }

  get empty() {
    return JSON.stringify(this.data) === JSON.stringify(this.blank());
  }

  // To be called after each change of the data.
  changed() {
    if (this.stamp) this.keep(false);
  }

  keep(aloud = true) {
    const data = structuredClone(this.data);
    this.writing = this.writing.then(async () => {
      try {
        this.stamp = await write(this.kind, data, this.stamp);
        const again = this.behind;
        this.behind = false;
        this.showKept();
        if (aloud || again) this.say("kept");
        if (aloud) this.part("kept").focus(); // the button that was pressed is gone
      } catch (error) {
        const conflict = error instanceof Conflict;
        if (conflict) this.stamp = 0;
        this.behind = this.stamp > 0;
        this.showKept();
        this.say(conflict ? "conflict" : this.behind ? "behind" : "refused");
      }
    });
    return this.writing;
  }

  // Take up what was kept on an earlier visit.
  async recall() {
    await this.writing;
    const row = await read(this.kind).catch(() => undefined); // where nothing can be kept, nothing was
    if (!row) return;
    const data = row.version <= VERSION ? upgraded(row.version, row.data) : undefined;
    const clean = data && this.checked(data, this);
    if (!clean) return this.say("unreadable");
    this.data = clean;
    this.stamp = row.stamp;
    this.showKept();
    this.show();
  }

  showKept() {
    this.section.dataset.kept = this.stamp;
    this.part("kept").hidden = !this.stamp || this.behind;
    this.part("not-kept").hidden = Boolean(this.stamp);
  }

  async clear() {
    if (!(await this.sure("sure-clear"))) return;
    await this.writing;
    this.forget();
    await this.writing;
    try {
      await clear();
      this.say("cleared");
    } catch {
      this.say("not-cleared");
    }
    this.showKept();
  }

  // Empty the page; what is kept stays.
  forget() {
    this.data = this.blank();
    this.show();
    this.section.dispatchEvent(new Event("cleared"));
    this.part("message").textContent = "";
    this.writing = this.writing.then(() => { // what is being written builds on the stamp of before
      this.stamp = 0;
      this.behind = false;
      this.showKept();
    });
  }

  save() {
    const file = { format: FORMAT, version: VERSION, tool: this.kind, data: this.data };
    download(`my-${this.kind}.json`, JSON.stringify(file, null, 1), "application/json");
  }

  // Open a file of the reader, which anybody may have made.
  async open(file) {
    const { problem, data } = await this.reading(file);
    if (problem) return this.say(problem);
    if (!this.empty && !(await this.sure("sure-replace"))) return;
    this.data = data;
    this.show();
    this.changed();
    this.say("opened");
  }

  async reading(file) {
    if (file.size > MOST_BYTES) return { problem: "file-large" };
    try {
      const found = JSON.parse(await file.text());
      if (found.format !== FORMAT || !Number.isInteger(found.version)) return { problem: "file-broken" };
      if (found.version > VERSION) return { problem: "file-newer" };
      if (found.tool !== this.kind) return { problem: "file-other" };
      const data = upgraded(found.version, found.data);
      if (data === undefined) return { problem: "file-older" };
      const clean = this.checked(data, this);
      return clean ? { data: clean } : { problem: "file-broken" };
    } catch {
      return { problem: "file-broken" };
    }
  }

  // Ask once; true when the answer is yes.
  sure(question) {
    const dialog = this.part("sure");
    this.part("question").textContent = this.word(question);
    dialog.returnValue = "";
    dialog.showModal();
    for (const answer of ["yes", "no"])
      dialog.querySelector(`[data-do=${answer}]`).onclick = () => dialog.close(answer);
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }

  // Count what the page asks for once it is loaded, by what the browser itself notes. Not what the head of the page names:
  // browsers fetch the picture for the tab when they like.
  count() {
    let requests = 0;
    const named = new Set([...document.head.querySelectorAll("link")].map(({ href }) => href));
    const watch = () => {
      const since = performance.now();
      new PerformanceObserver((list) => {
        requests += list.getEntries().filter(({ name, startTime }) => startTime > since && !named.has(name)).length;
        this.part("requests").textContent = requests;
        this.part("none-sent").hidden = requests > 0;
        this.part("some-sent").hidden = requests === 0;
      }).observe({ type: "resource", buffered: true });
    };
    if (document.readyState === "complete") watch();
    else addEventListener("load", watch, { once: true });
  }
}
