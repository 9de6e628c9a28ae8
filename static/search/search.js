// Answers the search form on the device: what is typed is sent nowhere. Library and index are loaded with the first letter.
// The rules are those of content/search/site/ranking.py, which answers where no script runs.
const MOST_WORDS = 16;
const MOST_RESULTS = 12;

// Pages for reading run no script: they load the search page in a frame, and what it answers is shown in the page around it.
const shownIn = parent.document;
const part = (name) => document.getElementById(`search-${name}`);
const field = shownIn.getElementById("search-words");
const { form } = field;
const [help, count, nothing, results] = ["help", "count", "nothing", "results"].map(part);
let loading = null;

const fold = (text) => text.replace(/['’‘`´]/g, "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const wordsIn = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

// How many typing errors make one word of the other; Infinity where there are more than such words have.
function errorsBetween(one, other) {
  const longest = Math.max(one.length, other.length);
  const allowed = longest > 7 ? 2 : longest > 3 ? 1 : 0;
  if (Math.abs(one.length - other.length) > allowed) return Infinity;
  const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let line = 1; line <= one.length; line++) {
    rows.push([line]);
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[line - 1] === other[column - 1];
      let least = Math.min(rows[line - 1][column] + 1, rows[line][column - 1] + 1, rows[line - 1][column - 1] + !isSame);
      if (line > 1 && column > 1 && one[line - 1] === other[column - 2] && one[line - 2] === other[column - 1]) {
        least = Math.min(least, rows[line - 2][column - 2] + 1);
      }
      rows[line].push(least);
    }
  }
  const errors = rows[one.length][other.length];
  return errors <= allowed ? errors : Infinity;
}

const isNear = (one, other) => errorsBetween(one, other) < Infinity;

// The words that this one may be, mistyped: those with the fewest errors.
function nearest(word, vocabulary) {
  const found = vocabulary.map((each) => [errorsBetween(word, each), each]).filter(([errors]) => errors < Infinity);
  const least = Math.min(...found.map(([errors]) => errors));
  return found.filter(([errors]) => errors === least).map(([, each]) => each);
}

// Whether the words hold a phrase, each of whose words may be compared in its own way.
function holds(words, phrase, isSame) {
  return words.some((_, start) => start + phrase.length <= words.length
    && phrase.every((word, number) => isSame(words[start + number], word)));
}

const phrases = help.dataset.phrases.split("|").map((phrase) => phrase.split(" "));

function speaksOfDistress(words) {
  return phrases.some((phrase) => {
    const joined = phrase.join("");
    return holds(words, phrase, isNear) || (joined.length > 7 && words.some((word) => isNear(word, joined)));
  });
}

// The index has another name as soon as the guide changes; the page online knows the new one.
async function fetchedIndex() {
  const own = part("form").dataset;
  let response = await fetch(own.src);
  if (response.status === 404) {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    own.src = page.getElementById("search-form").dataset.src;
    response = await fetch(own.src);
  }
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

function load() {
  loading ??= Promise.all([import(results.dataset.src), fetchedIndex()])
    .then(([library, data]) => prepared(library.default, data));
  loading.catch(() => { loading = null; });
  return loading;
}

// The index ready to be searched: `search` gives [number of a part, the guide's words that were found in it] for each result.
function prepared(MiniSearch, data) {
  const known = new Set();
  const idle = new Set(data.idle.split(" "));
  const forms = new Map(Object.entries(data.forms).flatMap(([form, endings]) => endings.split(" ").map((each) => {
    const [replaced, ending] = each.split("-");
    return [form.slice(0, form.length - replaced) + ending, form];
  })));
  const formOf = (word) => forms.get(word) ?? word;
  const everyday = Object.entries(data.everyday).map(([key, meant]) => [key.split(" "), meant]);
  const engine = new MiniSearch({
    fields: ["heading", "page", "text"],
    tokenize: wordsIn,
    processTerm: (word) => {
      const term = formOf(word);
      known.add(term);
      return term;
    },
  });
  // What may have been meant by a word that is not known.
  const guesses = () => [...new Set([...known, ...forms.keys(), ...idle])];
  const parts = data.pages.flatMap(([, , own], page) => own.map((part) => [page, ...part]));
  engine.addAll(parts.map(([page, heading, , text], id) => ({ id, heading, page: data.pages[page][0], text })));

  function search(typed, distress) {
    const telling = typed.filter((word) => !idle.has(word));
    const last = formOf(typed[typed.length - 1]);
    const wanted = new Map((telling.length ? telling : typed).map((word) => [formOf(word), 1]));
    const add = (terms, weight) => terms.forEach((term) => { if (!wanted.has(term)) wanted.set(term, weight); });
    for (const term of [...wanted.keys()].filter((each) => !known.has(each))) {
      add(nearest(term, guesses()).filter((near) => !idle.has(near)).map(formOf), 0.5);
    }
    const isSame = (word, other) => formOf(word) === formOf(other)
      || (!known.has(formOf(word)) && !idle.has(word) && isNear(word, other));
    for (const [phrase, meant] of everyday) if (holds(typed, phrase, isSame)) add(meant, 0.7);
    const found = engine.search([...wanted.keys()].join(" "), {
      processTerm: (term) => term,
      boost: { heading: 3, page: 1.5 },
      boostTerm: (term) => wanted.get(term),
      prefix: (term) => term.length >= 3 && wanted.get(term) === 1 && (term === last || !known.has(term)),
    }).map(({ id, match }) => [id, new Set(Object.keys(match))]);
    const first = distress ? parts.findIndex(([page]) => page === data.help) : -1;
    const help = first < 0 ? [] : [[first, new Set()]];
    return [...help, ...found.filter(([id]) => id !== first)].slice(0, MOST_RESULTS);
  }

  return { pages: data.pages, parts, formOf, search };
}

function shown({ pages, parts, formOf }, [id, terms]) {
  const [page, heading, anchor, text] = parts[id];
  const [title, address] = pages[page];
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  const place = anchor === "#" ? wordsIn(heading).join("-") : anchor; // most anchors are the words of the heading
  link.href = place ? `${address}#${place}` : address;
  link.textContent = heading;
  if (title !== heading) {
    const name = document.createElement("span");
    name.className = "search-page";
    name.textContent = title;
    item.append(" ", name);
  }
  const isMarked = (word) => wordsIn(word).some((each) => terms.has(formOf(each)));
  const marks = (passage) => new Set(wordsIn(passage).map(formOf).filter((term) => terms.has(term))).size;
  const [passage] = text.split("\n").map((each) => [each, marks(each)]).sort((one, other) => other[1] - one[1])[0];
  const words = item.appendChild(document.createElement("p"));
  for (const word of passage.split(" ")) {
    if (isMarked(word)) {
      words.appendChild(document.createElement("mark")).textContent = word;
      words.append(" ");
    } else {
      words.append(`${word} `);
    }
  }
  return item;
}

function say(words, found = [], isNothing = false) {
  count.textContent = words;
  nothing.hidden = !isNothing;
  results.replaceChildren(...found);
}

async function answer() {
  const typed = wordsIn(field.value).slice(0, MOST_WORDS);
  const distress = speaksOfDistress(wordsIn(field.value));
  help.hidden = !distress;
  if (!typed.length) return say("");
  const asked = field.value;
  const engine = await load();
  if (field.value !== asked) return undefined; // more was typed meanwhile
  const found = engine.search(typed, distress).map((result) => shown(engine, result));
  const said = count.dataset;
  return say(found.length ? said.found.replace("{count}", found.length) : said.nothing, found, !found.length);
}

field.addEventListener("input", () => answer().catch(() => {})); // who presses the button is told
form.addEventListener("submit", (event) => {
  event.preventDefault();
  answer().catch(() => say(count.dataset.failed));
});
if (shownIn !== document) {
  frameElement.hidden = true;
  const answers = shownIn.createElement("div");
  answers.className = "search-answers";
  answers.append(help, count, nothing, results);
  form.after(answers);
  if (field.value) answer().catch(() => {}); // typed while this was loaded
}
