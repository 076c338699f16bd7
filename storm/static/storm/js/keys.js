/* Storm: the keys. `?` lists them; a key pressed inside a field is writing, not a key. */
"use strict";
(() => {
  let lead = "";
  const go = (step) => {
    const links = [...document.querySelectorAll(".inc-title a")];
    const here = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, here + step))]?.focus();
  };
  // A fold opens when its inside is pointed at by a link on the page.
  const unfold = () => {
    const place = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const fold = place && place.closest("details");
    if (!fold) return;
    fold.open = true;
    fold.scrollIntoView(); // with the word that it was opened by, below the bar
    place.querySelector("input:not([type=hidden]),select,textarea,button")?.focus({ preventScroll: true });
  };
  const acts = {
    "?": () => document.getElementById("keys")?.showModal(),
    "/": () => document.querySelector("[data-find]")?.focus(),
    j: () => go(1),
    k: () => go(-1),
    n: () => document.querySelector(".next a, .next button, .next summary")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,select,textarea,dialog[open]")) return;
    const way = lead === "g" && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    const act = lead === "g" ? null : acts[event.key];
    lead = event.key === "g" && lead !== "g" ? "g" : "";
    if (way) way.click();
    if (act) act();
    if (way || act) event.preventDefault();
  });
  addEventListener("hashchange", unfold);
  unfold();
})();
