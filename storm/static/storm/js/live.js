/* Storm: keeps a page current without moving anything under a hand. Pages work without it; it adds polling that
   spares forms, marks what is new, says when the connection is lost, lets clocks tick, and answers the keys. */
"use strict";
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const word = document.getElementById("live-word");
  const say = (text, state) => {
    if (!word || word.textContent === text) return;
    word.textContent = text;
    state ? (word.dataset.s = state) : delete word.dataset.s;
  };
  const skew = Date.parse(document.body.dataset.now) - Date.now();
  const shown = new Map(); // address -> ETag of what the page shows
  const served = new Map(); // id of a region -> the last HTML the server sent for it
  let pressed = false;
  let held = false;
  let streaming = false; // the live process says what changes, so that asking every few seconds is not needed
  const asked = new Map(); // a part that keeps itself current -> when it last asked
  const RARELY = 15000;

  // Every answer carries another CSRF token and other running clocks; neither is news.
  const bare = (node) => {
    const copy = node.cloneNode(true);
    all("[name=csrfmiddlewaretoken]", copy).forEach((input) => input.remove());
    all("[data-since],[data-until],[data-run]", copy).forEach((clock) => { clock.textContent = ""; });
    all("[data-new]", copy).forEach((row) => row.removeAttribute("data-new"));
    all("details[open]", copy).forEach((fold) => fold.removeAttribute("open"));
    return copy.innerHTML;
  };
  const rows = (region) => new Set(all("[data-key]", region).map((row) => `${row.dataset.key} ${row.dataset.s || ""}`));
  const name = (node) => node.id || node.getAttribute("href") || node.textContent.trim();
  const busy = (region) => pressed || region.querySelector("form[data-touched]") || region.querySelector("input:focus,select:focus,textarea:focus");

  // Puts back what a swap would take away: open folds, focus. Marks rows that were not there before.
  const settle = (region, before) => {
    all("details", region).forEach((fold) => { if (before.open.has(name(fold.querySelector("summary")))) fold.open = true; });
    all("a,button,summary", region).find((node) => before.focus && name(node) === before.focus)?.focus({ preventScroll: true });
    all("[data-key]", region).forEach((row) => { if (!before.rows.has(`${row.dataset.key} ${row.dataset.s || ""}`)) row.dataset.new = ""; });
  };
  const swap = (event, region, fresh) => {
    const was = served.get(region.id) ?? bare(region);
    const now = bare(fresh);
    if (was === now) return event.preventDefault();
    if (busy(region)) { held = true; return event.preventDefault(); }
    served.set(region.id, now);
    const inside = region.contains(document.activeElement) ? name(document.activeElement) : "";
    const before = { rows: rows(region), focus: inside, open: new Set(all("details[open]", region).map((fold) => name(fold.querySelector("summary")))) };
    const id = region.id;
    setTimeout(() => { const there = document.getElementById(id); if (there) settle(there, before); });
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const tag = event.detail.verb === "get" && shown.get(event.detail.path);
    if (tag) event.detail.headers["If-None-Match"] = tag;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    held = false;
    const { elt, requestConfig } = event.detail;
    const told = requestConfig.triggeringEvent?.type === "told";
    const early = streaming && !told && elt.matches("[data-poll],[data-panel]") && Date.now() - (asked.get(elt) ?? 0) < RARELY;
    if (early || (document.hidden && shown.size)) return event.preventDefault();
    asked.set(elt, Date.now());
  });
  document.addEventListener("htmx:oobBeforeSwap", (event) => swap(event, event.detail.target, event.detail.fragment.firstElementChild));
  document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.target.matches("[data-panel]") && busy(event.detail.target)) { held = true; event.detail.shouldSwap = false; } });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig, failed } = event.detail;
    if (failed || xhr.status === 0 || xhr.status >= 500) return say("connection lost, trying again", "lost");
    if (xhr.responseURL && new URL(xhr.responseURL).pathname.includes("/login")) return say("signed out, please reload", "lost");
    const tag = xhr.getResponseHeader("ETag");
    held ? shown.delete(requestConfig.path) : tag && shown.set(requestConfig.path, tag);
    held ? say("news waits while you write", "waits") : say("live");
  });
  document.addEventListener("input", (event) => { const form = event.target.closest("form"); if (form) form.dataset.touched = ""; });
  document.addEventListener("reset", (event) => delete event.target.dataset.touched);
  document.addEventListener("pointerdown", () => { pressed = true; });
  ["pointerup", "pointercancel"].forEach((kind) => document.addEventListener(kind, () => { pressed = false; }));

  // Server-sent events name what changed; the parts of the page then ask through their ordinary views.
  const refresh = () => all("[data-poll],[data-panel]").forEach((part) => htmx.trigger(part, "told"));
  const listen = ({ live, subject }) => {
    if (!live || !subject || !window.EventSource) return;
    const mine = (key) => key === "*" || key === subject || (subject.endsWith(":") && key.startsWith(subject));
    const stream = new EventSource(live);
    const turn = (on) => () => { streaming = on; document.body.dataset.stream = on ? "open" : "shut"; };
    let soon = 0;
    stream.addEventListener("well", turn(true));
    stream.addEventListener("away", turn(false));
    stream.addEventListener("error", turn(false));
    stream.addEventListener("message", ({ data }) => {
      const key = JSON.parse(data).find(mine);
      if (!key) return;
      document.body.dataset.heard = key;
      soon ||= setTimeout(() => { soon = 0; refresh(); }, 100);
    });
  };
  listen(document.body.dataset);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());

  // The words of storm/words.py, so that a clock counts on between two answers.
  const two = (n) => String(n).padStart(2, "0");
  const lasting = (s) => s < 60 ? "under 1 min" : s < 3600 ? `${Math.floor(s / 60)} min` : s < 36000 ? `${Math.floor(s / 3600)} h ${two(Math.floor(s % 3600 / 60))}` : s < 172800 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} d`;
  const face = (s) => s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };
  const tick = () => {
    const now = Date.now() + skew;
    const spent = (at) => Math.floor((now - Date.parse(at)) / 1000);
    all("[data-since]").forEach((node) => put(node, lasting(Math.max(0, spent(node.dataset.since)))));
    all("[data-run]").forEach((node) => put(node, face(Math.max(0, spent(node.dataset.run)))));
    all("[data-until]").forEach((node) => { const left = -spent(node.dataset.until); put(node, left >= 0 ? `in ${lasting(left)}` : `${lasting(-left)} over`); });
    all("[data-clock] time").forEach((node) => put(node, new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: document.body.dataset.zone }).format(now)));
  };
  setInterval(tick, 1000);
})();
