// What touches one customer (data-customer), or without it the public page in one line.
// No cookies; what cannot be read shows nothing.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || !window.fetch || !Element.prototype.attachShadow) return;
  const EVERY = 60000, OLD = 600000;
  const token = script.dataset.customer;
  const base = new URL(script.dataset.from || ".", script.src);
  const source = new URL(token ? `box/${encodeURIComponent(token)}.json` : "api/v2/summary.json", base);
  const german = /^de/i.test(script.dataset.lang || document.documentElement.lang || navigator.language);
  const say = german
    ? { label: "Betriebszustand", more: "Mehr dazu", planned: "Geplante Wartung", investigating: "Wird untersucht",
        identified: "Ursache gefunden", monitoring: "Behoben, wird beobachtet", scheduled: "Geplant",
        in_progress: "Wartung läuft", verifying: "Wird geprüft", none: "Alle Dienste arbeiten", minor: "Teilweise langsam",
        major: "Teilweise gestört", critical: "Schwer gestört", maintenance: "Wartung läuft" }
    : { label: "Service status", more: "Read more", planned: "Planned maintenance", investigating: "Investigating",
        identified: "Identified", monitoring: "Monitoring", scheduled: "Planned", in_progress: "Under way",
        verifying: "Being checked", none: "All services work", minor: "Partly slow", major: "Partly down",
        critical: "Down", maintenance: "Maintenance" };
  const SIGNS = { none: "✓", maintenance: "◷", minor: "▲", major: "▲", critical: "✕" };
  const LOOKS = `:host{all:initial;display:block;font:14px/1.45 system-ui,sans-serif}
    [hidden]{display:none}
    section{box-sizing:border-box;max-width:60ch;padding:.6em .9em;border:1px solid;border-left-width:.4em;border-radius:.4em;color:#1f2328;background:#fff;border-color:#57606a}
    ul{list-style:none;margin:0;padding:0} li+li{margin-top:.6em}
    b{display:block} p{margin:.1em 0;white-space:pre-line} small{color:#57606a;font-size:.9em}
    a{color:#0b5cad} a:focus-visible{outline:2px solid;outline-offset:2px}
    .minor,.major{border-color:#b35900}.critical{border-color:#b3261e}.maintenance{border-color:#0b5cad}.none{border-color:#1a7f37}
    @media(prefers-color-scheme:dark){section{color:#e6edf3;background:#161b22} small{color:#9da7b3} a{color:#79b8ff}}`;
  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOKS);
    shadow.adoptedStyleSheets = [sheet];
  } catch (_) {} // an old browser: plain
  const box = document.createElement("section");
  box.setAttribute("role", "status");
  box.setAttribute("aria-label", say.label);
  box.hidden = true;
  shadow.append(box);
  script.after(host);

  const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const when = (text) => new Date(text).toLocaleString(german ? "de" : undefined, { dateStyle: "medium", timeStyle: "short" });
  const link = (to) => {
    const made = make("a", say.more);
    if (/^https?:/.test(to)) made.href = to;
    return made;
  };
  function piece(one, sign) {
    const row = document.createElement("li"), newest = (one.incident_updates || [])[0] || {};
    row.append(make("b", `${sign} ${one.name}`), make("p", newest.body || ""));
    const at = one.scheduled_for ? `${when(one.scheduled_for)} – ${when(one.scheduled_until)}` : when(newest.display_at || one.started_at);
    row.append(make("small", `${say[one.status] || one.status} · ${at} `), link(one.shortlink));
    return row;
  }
  let shown = "", fresh = 0;
  function show(told) {
    const now = told.incidents || [], planned = told.scheduled_maintenances || [];
    const state = (told.status || {}).indicator || "none";
    const text = JSON.stringify([now, planned, state]);
    fresh = Date.now();
    if (text === shown) return;
    shown = text;
    const list = document.createElement("ul");
    if (!token) {
      const row = make("li", `${SIGNS[state] || ""} ${say[state] || ""} `);
      row.append(link(told.page.url));
      list.append(row);
    }
    now.forEach((one) => list.append(piece(one, SIGNS[one.impact] || "▲")));
    planned.forEach((one) => list.append(piece(one, `◷ ${say.planned}:`)));
    box.className = now.length ? state : planned.length && token ? "maintenance" : state;
    box.replaceChildren(list);
    box.hidden = !list.children.length;
  }
  async function ask() {
    try {
      if (!document.hidden) {
        const answer = await fetch(source, { credentials: "omit", referrerPolicy: "no-referrer" });
        if (answer.ok) show(await answer.json());
        else if (answer.status === 404) box.hidden = true, (shown = "");
      }
    } catch (_) {} // not now: what is shown stays a while
    if (fresh && Date.now() - fresh > OLD && !document.hidden) box.hidden = true, (shown = "");
    setTimeout(ask, EVERY);
  }
  ask();
})();
