// Additions only: every page says the same without this.
(() => {
  const MINUTE = 6e4, DAY = 864e5, GRACE = 5;
  const all = selector => document.querySelectorAll(selector);
  const two = number => String(number).padStart(2, "0");
  const number = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

  const span = minutes => {
    const parts = minutes < 2880
      ? [[Math.floor(minutes / 60), "h"], [minutes % 60, "min"]]
      : [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes % 1440 / 60), "h"]];
    return parts.filter(([count]) => count).map(([count, unit]) => `${count}\u00a0${unit}`).join(" ") || "0\u00a0min";
  };

  // Material takes every alternate for a translation and fetches a whole sitemap for each. Ours are feeds.
  for (const link of all("link[rel=alternate][type]")) link.rel = "alternate feed";

  // The reader's own time, beside UTC.
  for (const time of all("time[data-local]")) {
    const at = new Date(time.dateTime);
    if (!at.getTimezoneOffset()) continue;
    const other = at.getDate() === at.getUTCDate() ? "" : ` on ${at.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}`;
    const local = document.createElement("span");
    local.className = "aw-local";
    const beside = time.nextElementSibling, zone = beside?.dataset.clock;  // the site's own zone
    if (zone === `${two(at.getHours())}:${two(at.getMinutes())}`) continue;
    local.textContent = ` (${two(at.getHours())}:${two(at.getMinutes())}${other} your time)`;
    (zone ? beside : time).after(local);
  }

  // What the clock says: when the next update is due, since when all is calm.
  const tick = () => {
    for (const due of all("[data-due]")) {
      const minutes = Math.round((new Date(due.dataset.due) - Date.now()) / MINUTE);
      due.textContent = minutes < 0 ? `overdue by ${span(-minutes)}` : `in ${span(minutes)}`;
      due.classList.toggle("aw-late", minutes < -GRACE);
    }
    for (const since of all("[data-days]")) {
      const days = Math.floor((Date.now() - new Date(since.dataset.days)) / DAY);
      since.textContent = days > 0 ? `: ${number(days, "day")}` : "";
    }
  };
  tick();
  setInterval(tick, MINUTE / 2);

  // What was due by today, by UTC.
  const today = Math.floor(Date.now() / DAY), rest = day => Math.floor(Date.parse(day) / DAY) - today;
  let overdue = 0;
  for (const row of all("tr[data-due-day]")) {
    const days = rest(row.dataset.dueDay), state = row.querySelector("b");
    row.querySelector("[data-rest]").textContent = days < 0 ? `${number(-days, "day")} past` : days ? `in ${number(days, "day")}` : "today";
    if (days >= 0) continue;
    overdue += 1;
    state.className = "aw-late";
    state.querySelector("use").setAttribute("href", row.dataset.mark);
    state.querySelector("span").textContent = "Overdue";
  }
  if (overdue) for (const place of all("[data-overdue-items]")) place.textContent = `, ${overdue} overdue`;
  for (const time of all("time[data-overdue]")) {
    if (rest(time.dateTime) >= 0) continue;
    const late = document.createElement("span");
    late.className = "aw-late";
    late.textContent = ` (overdue by ${number(-rest(time.dateTime), "day")})`;
    time.after(late);
  }

  for (const late of all("[data-late-day]")) late.textContent = `${number(-rest(late.dataset.lateDay), "day")} late`;

  for (const button of all("button[data-copy]")) {
    if (!navigator.clipboard) break;
    const says = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = says; }, 2000);
    }));
  }

  // For the team: a new file, named by the time at which the link is followed.
  for (const link of all("a[data-new]")) {
    const fill = () => {
      const now = new Date(), soon = new Date(Math.ceil((Date.now() + 30 * MINUTE) / (5 * MINUTE)) * 5 * MINUTE);
      const day = now.toISOString().slice(0, 10), clock = now.toISOString().slice(11, 16);
      const blanks = { day, time: `${day}T${clock.replace(":", "")}Z`, minute: `${day}%20${clock}`, next: soon.toISOString().slice(11, 16) };
      link.href = link.dataset.new.replace(/\{(day|time|minute|next)\}/g, (_, name) => blanks[name]);
    };
    fill();
    for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, fill);
  }

  for (const link of all(".aw-copy")) {
    if (!navigator.clipboard) break;
    link.textContent = "Copy link";
    link.addEventListener("click", () => navigator.clipboard.writeText(link.href).then(() => {
      link.textContent = "Copied";
      setTimeout(() => { link.textContent = "Copy link"; }, 2000);
    }));
  }

  // Browsers that cannot open a closed box by style open it for paper here.
  addEventListener("beforeprint", () => { for (const box of all(".aw details")) box.open = true; });
})();
