// The buttons of “Read without internet”. The worker does the work (worker.js).
"use strict";

const { list } = document.currentScript.dataset;
const part = (name) => document.getElementById(`offline-${name}`);

function show(...names) {
  for (const name of ["unable", "failed", "ready", "working", "kept"]) part(name).hidden = !names.includes(name);
}

async function showState() {
  const kept = await (await caches.match("/offline-copy"))?.json();
  if (!kept) return show("ready");
  part("date").textContent = new Date(kept.made).toLocaleString(kept.language, { dateStyle: "long", timeStyle: "short" });
  show("kept");
}

async function send(order) {
  await navigator.serviceWorker.register("/offline-worker.js");
  (await navigator.serviceWorker.ready).active.postMessage({ order, list });
}

async function keep() {
  part("progress").removeAttribute("value");
  show("working");
  part("working").focus();
  try {
    await send("keep");
  } catch {
    show("failed", "ready");
  }
}

async function hear({ data }) {
  if (data.total) {
    part("progress").max = data.total;
    part("progress").value = data.done;
  } else if (data.failed) {
    await showState();
    part("failed").hidden = false;
  } else {
    if (data.removed) await (await navigator.serviceWorker.getRegistration())?.unregister();
    await showState();
    part(data.removed ? "ready" : "kept").focus();
  }
}

if ("serviceWorker" in navigator && "caches" in window) {
  navigator.serviceWorker.addEventListener("message", hear);
  part("keep").addEventListener("click", keep);
  part("again").addEventListener("click", keep);
  part("remove").addEventListener("click", () => send("remove"));
  showState();
}
