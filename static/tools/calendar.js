// A calendar file (RFC 5545) made on the device. Times are in UTC, so a calendar shows them right wherever it is.

const escaped = (words) => words.replace(/\\/g, "\\\\").replace(/;/g, "\\;").replace(/,/g, "\\,").replace(/\r?\n/g, "\\n");
const moment = (time) => time.toISOString().replace(/[-:]|\.\d{3}/g, "");

// Lines of more than 75 bytes go on in the next one, which begins with a space.
function folded(line) {
  const encoder = new TextEncoder();
  let [part, size, parts] = ["", 0, []];
  for (const sign of line) {
    const bytes = encoder.encode(sign).length;
    if (size + bytes > 75) {
      parts.push(part);
      [part, size] = [" ", 1];
    }
    part += sign;
    size += bytes;
  }
  return [...parts, part].join("\r\n");
}

function name() {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((number) => number.toString(16)).join("-");
}

// `events` are { start, end, title, place }; start and end are Dates, place may be empty. All are private.
export function calendar(events, now) {
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//guide//tools//EN", "CALSCALE:GREGORIAN"];
  for (const { start, end, title, place } of events) {
    lines.push("BEGIN:VEVENT", `UID:${name()}`, `DTSTAMP:${moment(now)}`, `DTSTART:${moment(start)}`, `DTEND:${moment(end)}`);
    lines.push(`SUMMARY:${escaped(title)}`, "CLASS:PRIVATE");
    if (place) lines.push(`LOCATION:${escaped(place)}`);
    lines.push("END:VEVENT");
  }
  return `${[...lines, "END:VCALENDAR"].map(folded).join("\r\n")}\r\n`;
}
