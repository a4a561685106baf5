// Shortcuts: an element with data-key is pressed by that key; data-rows is walked with j, k and Enter.
// Everything here only presses what is on the page: without this file nothing is lost.
(() => {
  "use strict";
  const typing = (el) => el && (el.isContentEditable || /^(input|textarea|select)$/i.test(el.tagName) &&
    !/^(radio|checkbox|button|submit)$/i.test(el.type || ""));

  const press = (el) => {
    if (el.matches("input[type=radio], input[type=checkbox]")) { el.checked = true; el.focus(); }
    else if (el.matches("input, textarea, select")) el.focus();
    else if (el.matches("summary")) { el.parentElement.open = true; el.focus(); }
    else el.click();
  };

  const walk = (step) => {
    const links = [...document.querySelectorAll("[data-rows] [data-row]")];
    if (!links.length) return false;
    const at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (!document.body.hasAttribute("data-shortcuts") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(document.activeElement)) { document.activeElement.blur(); return; }
    if (typing(document.activeElement)) return;
    const key = CSS.escape(event.key);
    const found = document.querySelector(`[data-key="${key}"]`);
    if (found) { event.preventDefault(); press(found); return; }
    if ((event.key === "j" && walk(1)) || (event.key === "k" && walk(-1))) event.preventDefault();
  });

  // A refused form is read out and shown first.
  document.querySelector(".summary")?.focus();
})();
