// My infusion day: the clinic's times around an appointment, by the clock of this device.
import { calendar } from "./calendar.js";
import { download, locale, run, text } from "./frame.js";

const MINUTE = 60_000;
const MOST_TRAVEL = 24 * 60;
const SHORTEST_VISIT = 60; // minutes in a calendar, where no clinic fact says how long a visit takes
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{2}:\d{2}$/;

const blank = () => ({ date: "", time: "", travel: 0, lines: [] });

// `lines` are what stood here last, for my visit sheet; they are counted anew whenever this page is opened.
function checked(data) {
  const { date, time, travel } = data ?? {};
  if (text(date, 10) === undefined || text(time, 5) === undefined) return undefined;
  if (!Number.isInteger(travel) || travel < 0 || travel > MOST_TRAVEL) return undefined;
  if ((date && !DATE.test(date)) || (time && !TIME.test(time)) || Number.isNaN(Date.parse(`${date || "2026-01-01"}T${time || "00:00"}`)))
    return undefined;
  return { date, time, travel, lines: [] };
}

// The moment of the appointment; undefined while it is not whole. A clock that is put forward or back is the browser's to know.
function appointment({ date, time }) {
  return date && time ? new Date(`${date}T${time}`) : undefined;
}

function inWords(moment) {
  const day = moment.toLocaleDateString(locale(), { weekday: "long", month: "long", day: "numeric" });
  return `${day}, ${moment.toLocaleTimeString(locale(), { hour: "numeric", minute: "2-digit" })}`;
}

// When an item is, as a Date; undefined where nothing says it.
function momentOf(item, start, travel) {
  const { when, minutes } = item.dataset;
  const distance = { leave: -travel, start: 0, before: -Number(minutes), after: Number(minutes) }[when];
  const counted = when === "start" || (when === "leave" ? travel > 0 : Boolean(minutes));
  return counted && distance !== undefined ? new Date(start.getTime() + distance * MINUTE) : undefined;
}

function show(tool) {
  const { date, time, travel } = tool.data;
  tool.part("date").value = date;
  tool.part("time").value = time;
  tool.part("travel").value = travel || "";
  showTimes(tool);
}

function showTimes(tool) {
  const start = appointment(tool.data);
  const items = [...tool.part("items").children];
  tool.moments = new Map();
  for (const item of items) {
    const moment = start && momentOf(item, start, tool.data.travel);
    if (moment) tool.moments.set(item, moment);
    tool.part("at", item).textContent = moment ? tool.word(`at-${item.dataset.when}`, { time: inWords(moment) }) : "";
  }
  // Earliest first; what has no time keeps its place behind the one above it.
  let last = -Infinity;
  const order = new Map(items.map((item) => [item, (last = tool.moments.get(item)?.getTime() ?? last)]));
  tool.part("items").append(...items.sort((one, other) => order.get(one) - order.get(other) || one.dataset.number - other.dataset.number));
  tool.data.lines = start ? [...tool.part("items").children].map((item) => item.textContent.replace(/\s+/g, " ").trim()) : [];
  tool.part("no-time").hidden = Boolean(start);
  tool.section.toggleAttribute("data-filled", Boolean(start));
}

function save(tool) {
  const start = appointment(tool.data);
  if (!start) {
    tool.say("no-time");
    tool.part("date").focus();
    return;
  }
  const told = tool.part("told").checked;
  const place = tool.part("named").checked ? tool.part("place").textContent : "";
  const visit = Number(tool.part("place").dataset.minutes) || SHORTEST_VISIT;
  const events = [...tool.moments].map(([item, moment]) => {
    const own = item.dataset.when === "start";
    const title = told ? tool.part("label", item).textContent : tool.word(own ? "appointment" : "reminder");
    const length = own ? visit : 5;
    return { start: moment, end: new Date(moment.getTime() + length * MINUTE), title, place: own ? place : "" };
  });
  download("calendar.ics", calendar(events, new Date()), "text/calendar");
  tool.say("saved");
}

function begin(tool) {
  for (const name of ["date", "time", "travel"]) {
    const field = tool.part(name);
    field.addEventListener("input", () => {
      tool.data[name] = name === "travel" ? Math.min(MOST_TRAVEL, Math.max(0, Math.round(Number(field.value) || 0))) : field.value;
      showTimes(tool);
      tool.changed();
    });
  }
  tool.on("calendar", () => save(tool));
}

run("day", { blank, checked, show, begin });
