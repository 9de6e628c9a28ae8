// Totals over time as a drawing: on a fixed scale, in one color, each value written at its point, infusions as dashed lines.
// The table below it says the same.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 360;
const HEIGHT = 190;
const LEFT = 34;
const RIGHT = 18;
const TOP = 22;
const BOTTOM = 28;
const DAY = 24 * 60 * 60 * 1000;

function shape(name, attributes, words = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = words;
  return element;
}

const at = (day) => Date.parse(`${day}T00:00:00Z`) / DAY;

// `points` are { day, sum } in the order of their days; `infusions` are days; `shownDay` gives a day in words.
export function chart(points, infusions, highest, title, shownDay) {
  const first = at(points[0].day);
  const span = Math.max(1, at(points.at(-1).day) - first);
  const x = (day) => LEFT + ((at(day) - first) / span) * (WIDTH - LEFT - RIGHT);
  const y = (sum) => HEIGHT - BOTTOM - (sum / highest) * (HEIGHT - TOP - BOTTOM);
  const drawing = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title, class: "tool-drawing" });
  for (const sum of [0, highest]) {
    drawing.append(shape("path", { d: `M${LEFT} ${y(sum)}H${WIDTH - RIGHT}`, class: "tool-scale" }));
    drawing.append(shape("text", { x: LEFT - 6, y: y(sum) + 4, "text-anchor": "end" }, sum));
  }
  for (const day of infusions.filter((each) => at(each) >= first && at(each) <= first + span))
    drawing.append(shape("path", { d: `M${x(day)} ${TOP}V${HEIGHT - BOTTOM}`, class: "tool-dashed" }));
  drawing.append(shape("path", { d: points.map(({ day, sum }, index) => `${index ? "L" : "M"}${x(day)} ${y(sum)}`).join(""), class: "tool-line" }));
  for (const { day, sum } of points) {
    drawing.append(shape("circle", { cx: x(day), cy: y(sum), r: 3.5 }));
    drawing.append(shape("text", { x: x(day), y: y(sum) - 8, "text-anchor": "middle", class: "tool-value" }, sum));
  }
  drawing.append(shape("text", { x: LEFT, y: HEIGHT - 8 }, shownDay(points[0].day)));
  drawing.append(shape("text", { x: WIDTH - RIGHT, y: HEIGHT - 8, "text-anchor": "end" }, shownDay(points.at(-1).day)));
  return drawing;
}
