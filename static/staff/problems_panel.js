// Leads from a problem in the toolbar's panel to its block on the page (#block-12), also after the page was opened by it.
(() => {
  const NAME = /^#block-(\d+)$/;

  const go = (place) => {
    if (place.tabIndex < 0) place.setAttribute("tabindex", "-1");
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "center" });
    place.classList.add("problem-here");
    place.addEventListener("blur", () => place.classList.remove("problem-here"), { once: true });
  };

  const show = () => {
    const number = NAME.exec(location.hash)?.[1];
    // django CMS marks everything that a component drew with its number; text between elements has no box to go to.
    const block = number && document.querySelector(`.cms-plugin-${number}:not(template)`);
    if (block) go(block);
    return Boolean(block);
  };

  // Sent to a place by the part of the panel that looks for barriers (accessibility.js).
  document.addEventListener("problem-place", (event) => go(event.target));

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".problems-panel a");
    if (!link || link.pathname !== location.pathname || !NAME.test(link.hash)) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    link.closest("details").open = false;
    show();
  });

  document.addEventListener("keydown", (event) => {
    const panel = document.querySelector(".problems-panel details[open]");
    if (event.key !== "Escape" || !panel) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });

  // django CMS marks the blocks when its own script has run.
  const tries = 40;
  const later = (left) => show() || (left && setTimeout(later, 100, left - 1));
  if (NAME.test(location.hash)) later(tries);
})();
