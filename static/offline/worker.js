// Keeps a copy of the guide for a reader who asked for it (page.js), and answers from it when there is no connection.
// The copy is always the whole guide, and renewed as a whole: it does not tell which pages were read.
"use strict";

// What to keep, in the main language; a page in another one names its own.
const LIST = "/offline.json";
// Inside a copy: its name, when it was made, the words to show with it.
const ABOUT = "/offline-copy";
const DAY = 24 * 60 * 60 * 1000;

let wanted = true;
let making = null;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const tell = (news) => event.source.postMessage(news);
  const { order, list } = event.data;
  if (order === "keep") {
    wanted = true;
    making ??= make(tell, list);
    event.waitUntil(making.then(() => tell({ made: true }), () => tell({ failed: true })));
  } else if (order === "remove") {
    wanted = false;
    event.waitUntil(removeAllBut("").then(() => tell({ removed: true })));
  }
});

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || pathname.startsWith("/admin/")) return;
  event.respondWith(fetch(event.request).catch((error) => fromCopy(event.request, pathname, error)));
  if (mode === "navigate") event.waitUntil(renew());
});

// What is kept in the copy about itself; undefined when there is none.
async function about() {
  return (await caches.match(ABOUT))?.json();
}

async function fromCopy(request, pathname, error) {
  const kept = await about();
  if (!kept) throw error;
  const copy = await caches.open(kept.name);
  const how = { ignoreSearch: true, ignoreVary: true };
  const found = (await copy.match(request, how)) || (await copy.match(`${pathname}/`, how));
  if (request.mode !== "navigate") {
    if (found) return found;
    throw error;
  }
  const date = new Date(kept.made).toLocaleDateString(kept.language, { dateStyle: "long" });
  const words = (found ? kept.words.copy : kept.words.missing).replace("{date}", date);
  const shown = found || (await copy.match(kept.page));
  const note = `<p class="offline-note" role="status">${words}</p>`;
  const headers = new Headers(shown.headers);
  headers.delete("Content-Encoding"); // the text below is not compressed
  headers.delete("Content-Length");
  return new Response((await shown.text()).replace("<main", `${note}$&`), { headers });
}

// A new copy once a day, when the guide is read with a connection.
async function renew() {
  const kept = await about();
  if (kept && Date.now() - kept.made > DAY) {
    making ??= make(() => {}, kept.list);
    await making.catch(() => {}); // the old copy stays
  }
}

// Everything or nothing: the old copy is removed when the new one is whole.
async function make(tell, list = LIST) {
  const name = `guide-${Date.now()}`;
  try {
    const { pages, words, language } = await (await get(list)).json();
    const copy = await caches.open(name);
    const files = new Set();
    for (const [number, page] of pages.entries()) {
      await put(copy, page, await get(page), files);
      tell({ done: number + 1, total: pages.length });
    }
    for (const file of files) { // style sheets name further files
      const response = await get(file).catch(() => null);
      if (response) await put(copy, file, response, files);
    }
    const page = list.replace(".json", "/"); // shown for whatever is missing
    const about = { name, made: Date.now(), words, language, list, page };
    await copy.put(ABOUT, new Response(JSON.stringify(about)));
    await removeAllBut(wanted ? name : "");
  } catch (error) {
    await caches.delete(name);
    throw error;
  } finally {
    making = null;
  }
}

// As a reader without a login gets it, and not from the browser's own store without asking.
async function get(path) {
  const response = await fetch(path, { credentials: "omit", cache: "no-cache" });
  if (!response.ok) throw new Error(`${path} gives ${response.status}`);
  return response;
}

async function put(copy, path, response, files) {
  if ((response.headers.get("Content-Type") || "").startsWith("text/")) {
    const text = await response.clone().text();
    for (const [, attribute, style] of text.matchAll(/\b(?:href|src)="([^"#?]+)"|url\(["']?([^"')#?]+)/g)) {
      const { origin, pathname } = new URL(attribute || style, new URL(path, location.origin));
      if (origin === location.origin && /^\/(static\/|media\/|brand\.|search-)/.test(pathname)) files.add(pathname);
    }
  }
  await copy.put(path, response);
}

async function removeAllBut(name) {
  const names = await caches.keys();
  await Promise.all(names.filter((other) => other !== name).map((other) => caches.delete(other)));
}
