// Opens django CMS's own form for a new block when the page was opened by a choice in the list of blocks
// (#add-KeyFactsPlugin-7: its kind, and where it goes). Where the form is, the bar says.
(() => {
  const [, kind, position] = /^#add-([A-Za-z]+)-(\d{1,5})$/.exec(location.hash) ?? [];
  if (!kind) return;
  history.replaceState(null, "", location.pathname + location.search); // a reload adds nothing

  const open = () => {
    const address = document.querySelector("[data-add]")?.dataset.add;
    if (!address || !window.CMS?.Modal || !window.CMS.API?.StructureBoard) return false;
    new window.CMS.Modal({}).open({ url: `${address}&${new URLSearchParams({ plugin_type: kind, plugin_position: position })}`, title: "" });
    return true;
  };

  // django CMS's script makes its parts when the page has loaded.
  const tries = 60;
  const later = (left) => open() || (left && setTimeout(later, 100, left - 1));
  later(tries);
})();
