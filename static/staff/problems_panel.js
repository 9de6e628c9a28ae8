// Leads from a problem in the toolbar's panel to its block on the page (#block-12), also after the page was opened by it.
(() => {
  const NAME = /^#block-(\d+)$/;

  const show = () => {
    const number = NAME.exec(location.hash)?.[1];
    // django CMS marks everything that a component drew with its number; text between elements has no box to go to.
    const block = number && document.querySelector(`.cms-plugin-${number}:not(template)`);
    if (!block) return false;
    if (!block.hasAttribute("tabindex")) block.setAttribute("tabindex", "-1");
    block.focus({ preventScroll: true });
    block.scrollIntoView({ block: "center" });
    block.classList.add("problem-here");
    block.addEventListener("blur", () => block.classList.remove("problem-here"), { once: true });
    return true;
  };

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
