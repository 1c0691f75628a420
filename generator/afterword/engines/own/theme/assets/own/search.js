// Finds pages in which every word of the query stands: in titles first, then in texts. The index is loaded when somebody begins to type.
(() => {
  const MOST = 30, AROUND = 60;
  const form = document.querySelector(".own-search");
  if (!form) return;
  const input = form.querySelector("input"), box = form.querySelector(".own-found");
  const count = box.querySelector(".own-count"), list = box.querySelector("ol");
  form.hidden = false;

  const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let loading;
  const load = () => loading ??= fetch(form.dataset.index).then(answer => answer.ok ? answer.json() : Promise.reject(answer.status)).then(rows =>
    rows.map(([url, title, text]) => ({ url, title, text, inTitle: plain(title), inAll: plain(`${title}\n${text}`) })));

  // 4: the title begins with the query; 3: it holds the query; 2: it holds every word; 1 and more: title and text together do, and the title holds some.
  const rank = (row, query, words) => {
    if (!words.every(word => row.inAll.includes(word))) return 0;
    if (row.inTitle.startsWith(query)) return 4;
    return row.inTitle.includes(query) ? 3 : 1 + words.filter(word => row.inTitle.includes(word)).length / words.length;
  };
  const find = (rows, query) => {
    const words = query.split(/\s+/).filter(Boolean);
    const found = words.length ? rows.map(row => [rank(row, query, words), row]).filter(([score]) => score) : [];
    return { words, rows: found.sort((one, other) => other[0] - one[0]).map(([, row]) => row) };
  };

  // The place where the first word stands, with the words marked. Signs that fold into several letters only shift what is marked.
  const excerpt = ({ text }, words) => {
    const folded = plain(text), at = folded.length === text.length ? Math.max(0, folded.indexOf(words.find(word => folded.includes(word)))) : 0;
    const from = Math.max(0, text.lastIndexOf(" ", Math.max(0, at - AROUND)) + 1), to = at + 2 * AROUND;
    const shown = (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
    const line = document.createElement("span"), low = plain(shown);
    let next = 0;
    if (low.length === shown.length) for (;;) {
      const hits = words.map(word => [low.indexOf(word, next), word.length]).filter(([place]) => place >= 0).sort((one, other) => one[0] - other[0]);
      if (!hits.length) break;
      const [place, length] = hits[0], mark = document.createElement("mark");
      mark.textContent = shown.slice(place, place + length);
      line.append(shown.slice(next, place), mark);
      next = place + length;
    }
    line.append(shown.slice(next));
    return line;
  };

  const close = () => { box.hidden = true; };
  const show = async () => {
    const query = plain(input.value.trim());
    if (!query) return close();
    let rows;
    try { rows = await load(); } catch {
      loading = undefined;
      list.replaceChildren();
      count.textContent = form.dataset.failed;
      box.hidden = false;
      return;
    }
    if (query !== plain(input.value.trim())) return;  // somebody went on typing
    const found = find(rows, query);
    count.textContent = found.rows.length ? form.dataset.found.replace("{}", found.rows.length) : form.dataset.none;
    list.replaceChildren(...found.rows.slice(0, MOST).map(row => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = form.dataset.base + row.url;
      link.append(row.title, excerpt(row, found.words));
      item.append(link);
      return item;
    }));
    box.hidden = false;
  };

  input.addEventListener("focus", () => load().catch(() => { loading = undefined; }), { once: true });
  input.addEventListener("input", show);
  form.addEventListener("submit", event => {
    event.preventDefault();
    show().then(() => list.querySelector("a")?.click());
  });
  form.addEventListener("keydown", event => {
    const links = [input, ...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    const to = event.key === "ArrowDown" ? at + 1 : event.key === "ArrowUp" ? at - 1 : -1;
    if (event.key === "Escape") { close(); input.focus(); }
    if (to < 0 || to >= links.length || box.hidden) return;
    event.preventDefault();
    links[to].focus();
  });
  document.addEventListener("click", event => { if (!form.contains(event.target)) close(); });
  document.addEventListener("focusin", event => { if (!form.contains(event.target)) close(); });
})();
