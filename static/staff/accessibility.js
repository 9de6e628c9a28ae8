// Looks with axe for barriers on the draft that is shown, when the button in the toolbar's panel is pressed, and leads to each.
(() => {
  // What django CMS lays over and into a page is not what readers get; without its bar, the link is the first on the page.
  const NOT_READERS = ["#cms-top", ".cms", ".skip-link"];
  const OF_THE_EDITOR = { "aria-input-field-name": { enabled: false } };
  const MOST = 5; // places of one kind
  let looking;

  const script = (address) =>
    new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject });
      document.head.append(element);
    });

  const prepare = async ({ axe, words }) => {
    await script(axe);
    if (words) window.axe.configure({ locale: await (await fetch(words)).json() });
  };

  const item = (help, { target }) => {
    const find = () => document.querySelector(target[0]);
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: help });
    button.addEventListener("click", () => {
      button.closest("details").open = false;
      find()?.closest("details")?.setAttribute("open", "");
      find()?.dispatchEvent(new CustomEvent("problem-place", { bubbles: true }));
    });
    const words = find()?.textContent.trim().slice(0, 60);
    const entry = document.createElement("li");
    entry.append(button, words ? ` “${words}”` : "");
    return entry;
  };

  const look = async (part) => {
    looking ??= prepare(part.dataset);
    await looking;
    const readers = { exclude: NOT_READERS.map((place) => [place]) };
    const { violations } = await window.axe.run(readers, { resultTypes: ["violations"], rules: OF_THE_EDITOR });
    const found = violations.flatMap(({ help, nodes }) => nodes.slice(0, MOST).map((node) => item(help, node)));
    part.querySelector(".barriers").replaceChildren(...found);
    return found.length;
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-axe] > button");
    if (!button) return;
    const part = button.parentElement;
    const say = (name) => (part.querySelector("[role=status]").textContent = part.dataset[name] ?? "");
    say("wait");
    button.disabled = true;
    try {
      const found = await look(part);
      say(found ? "found" : "none");
    } catch {
      looking = undefined;
      say("failed");
    } finally {
      button.disabled = false;
    }
  });
})();
