// Additions only: every page says the same without this.
(() => {
  const MINUTE = 6e4, DAY = 864e5, GRACE = 5;
  const all = selector => document.querySelectorAll(selector);
  const two = number => String(number).padStart(2, "0");

  // Words in another language than English come with the page. A text is its own key, as in gettext.
  const words = JSON.parse(document.getElementById("aw-words")?.textContent ?? "{}");
  const put = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
  const say = (text, values = {}) => put(words.texts?.[text] ?? text, values);
  const count = (one, many, num) => {
    const forms = words.texts?.[one];
    return put(forms ? forms[words.plural[num < 200 ? num : 100 + num % 100]] : num === 1 ? one : many, { num });
  };

  const span = minutes => {
    const long = minutes >= 2880, hours = Math.floor(minutes / 60);
    const parts = long
      ? [[Math.floor(hours / 24), num => say("%(num)s d", { num })], [hours % 24, num => say("%(num)s h", { num })]]
      : [[hours, num => say("%(num)s h", { num })], [minutes % 60, num => say("%(num)s min", { num })]];
    const shown = parts.filter(([num]) => num);
    return (shown.length ? shown : parts.slice(-1)).map(([num, words]) => words(num).replace(/ /g, "\u00a0")).join(" ");
  };

  // Material takes every alternate for a translation and fetches a whole sitemap for each. Ours are feeds.
  for (const link of all("link[rel=alternate][type]")) link.rel = "alternate feed";

  // The reader's own time, beside UTC.
  for (const zones of all("time[data-local] + .aw-zones")) {
    const at = new Date(zones.previousElementSibling.dateTime);
    if (!at.getTimezoneOffset()) continue;
    const day = at.toLocaleDateString(words.code ?? "en-GB", { day: "numeric", month: "short" });
    const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
    const local = document.createElement("span");
    local.className = "aw-local";
    if (zones.querySelector("[data-clock]")?.dataset.clock === clock) continue;  // the site's own zone
    const same = at.getDate() === at.getUTCDate();
    local.textContent = " " + (same ? say("(%(clock)s your time)", { clock }) : say("(%(clock)s on %(day)s your time)", { clock, day }));
    zones.append(local);
  }

  // What the clock says: when the next update is due, since when all is calm.
  const tick = () => {
    for (const due of all("[data-due]")) {
      const minutes = Math.round((new Date(due.dataset.due) - Date.now()) / MINUTE);
      due.textContent = minutes < 0 ? say("overdue by %(length)s", { length: span(-minutes) }) : say("in %(length)s", { length: span(minutes) });
      due.classList.toggle("aw-late", minutes < -GRACE);
    }
    for (const start of all("[data-so-far]")) {
      start.textContent = say("%(length)s so far", { length: span(Math.floor((Date.now() - new Date(start.dataset.soFar)) / MINUTE)) });
    }
    for (const since of all("[data-days]")) {
      const days = Math.floor((Date.now() - new Date(since.dataset.days)) / DAY);
      since.textContent = days > 0 ? ": " + count("%(num)s day", "%(num)s days", days) : "";
    }
  };
  tick();
  setInterval(tick, MINUTE / 2);

  // What was due by today, by UTC.
  const today = Math.floor(Date.now() / DAY), rest = day => Math.floor(Date.parse(day) / DAY) - today;
  let overdue = 0;
  for (const row of all("tr[data-due-day]")) {
    const days = rest(row.dataset.dueDay), state = row.querySelector("b");
    row.querySelector("[data-rest]").textContent = days < 0
      ? count("%(num)s day past", "%(num)s days past", -days)
      : days ? count("in %(num)s day", "in %(num)s days", days) : say("today");
    if (days >= 0) continue;
    overdue += 1;
    state.className = "aw-late";
    state.querySelector("use").setAttribute("href", row.dataset.mark);
    state.querySelector("span").textContent = say("Overdue");
  }
  if (overdue) for (const place of all("[data-overdue-items]")) place.textContent = ", " + count("%(num)s overdue", "%(num)s overdue", overdue);
  for (const time of all("time[data-overdue]")) {
    if (rest(time.dateTime) >= 0) continue;
    const late = document.createElement("span");
    late.className = "aw-late";
    late.textContent = " " + count("(overdue by %(num)s day)", "(overdue by %(num)s days)", -rest(time.dateTime));
    time.after(late);
  }

  for (const late of all("[data-late-day]")) late.textContent = count("%(num)s day late", "%(num)s days late", -rest(late.dataset.lateDay));

  for (const button of all("button[data-copy]")) {
    if (!navigator.clipboard) break;
    const says = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.textContent = say("Copied");
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
    const words = link.firstElementChild;  // behind them, for those who hear the page: which update
    words.textContent = say("Copy link");
    link.addEventListener("click", () => navigator.clipboard.writeText(link.href).then(() => {
      words.textContent = say("Copied");
      setTimeout(() => { words.textContent = say("Copy link"); }, 2000);
    }));
  }

  // Browsers that cannot open a closed box by style open it for paper here.
  addEventListener("beforeprint", () => { for (const box of all(".aw details")) box.open = true; });
})();
