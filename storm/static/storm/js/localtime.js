/* Storm: beside each moment in UTC, what the clock of the reader shows. Without this the page says UTC alone. */
"use strict";
(() => {
  const { lang, dataset } = document.documentElement;
  const day = new Intl.DateTimeFormat(lang, { day: "numeric", month: "long" });
  const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    time.querySelector(".there")?.remove();
    if (!at.getTimezoneOffset()) continue;
    const away = at.getDate() !== at.getUTCDate();
    const here = document.createElement("span");
    here.className = "there";
    here.textContent = ` (${away ? `${day.format(at)}, ` : ""}${clock.format(at)} ${dataset.here})`;
    time.append(here);
  }
})();
