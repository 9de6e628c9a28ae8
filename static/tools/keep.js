// Keeps what readers put into the tools, on their device only: one IndexedDB database, one row for each tool.
// Nothing is made before somebody asks to keep something.

const NAME = "guide-tools";
const SCHEMA = 1; // of the database
const ROWS = "kept";

// The version of what a row, or a saved file, holds. UPGRADES[n] makes version n + 1 out of version n.
export const VERSION = 2;
const UPGRADES = {
  1: (data) => data, // version 2 has notes in the diary; what was there before is as it was
};

// The data in the form of this version; undefined where it is too old for any upgrade.
export function upgraded(version, data) {
  for (; version < VERSION; version += 1) {
    if (!UPGRADES[version]) return undefined;
    data = UPGRADES[version](data);
  }
  return data;
}

// Somebody wrote or cleared the row in another window.
export class Conflict extends Error {}

let connection;

// The database, opened once: a write then begins at once, and is finished even when the page is left in this moment.
function opened() {
  connection ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, SCHEMA);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) request.result.createObjectStore(ROWS);
    };
    request.onsuccess = () => {
      request.result.onclose = forget;
      request.result.onversionchange = () => { // somebody clears everything
        request.result.close();
        forget();
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  connection.catch(forget);
  return connection;
}

function forget() {
  connection = undefined;
}

async function exists() {
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some(({ name }) => name === NAME);
}

// What is kept of a tool: { version, stamp, data }; undefined when there is nothing.
export async function read(tool) {
  if (!(await exists())) return undefined;
  const database = await opened();
  return new Promise((resolve, reject) => {
    const request = database.transaction(ROWS).objectStore(ROWS).get(tool);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Keep the data of a tool and give the new stamp. `seen` is the stamp of what this window read or wrote last, 0 for nothing.
export async function write(tool, data, seen) {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(ROWS, "readwrite");
    const rows = transaction.objectStore(ROWS);
    let conflict = false;
    const request = rows.get(tool);
    request.onsuccess = () => {
      conflict = (request.result?.stamp ?? 0) !== seen;
      if (conflict) transaction.abort();
      else rows.put({ version: VERSION, stamp: seen + 1, data }, tool);
    };
    transaction.oncomplete = () => resolve(seen + 1);
    transaction.onabort = () => reject(conflict ? new Conflict() : transaction.error);
  });
}

// Remove what every tool has kept, and the database itself.
export async function clear() {
  if (!globalThis.indexedDB || !(await exists())) return;
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}
