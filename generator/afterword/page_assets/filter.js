// A field that filters the rows of a list by text. Without this script the list is whole.
(() => {
  // Capitals and accents make no difference.
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ");
  const rowsOf = list => [...list.querySelectorAll(".aw-list > li, .aw-short > li")];

  for (const place of document.querySelectorAll("[data-filter]")) {
    const list = document.getElementById(place.dataset.filter), rows = rowsOf(list);
    const texts = rows.map(row => plain(`${row.textContent} ${row.closest("section")?.querySelector("h2")?.textContent ?? ""}`));
    const sections = [...list.querySelectorAll("section")];
    const label = document.createElement("label"), field = document.createElement("input"), said = document.createElement("p");
    label.textContent = place.dataset.label;
    field.type = "search";
    field.autocomplete = "off";
    field.spellcheck = false;
    field.id = `filter-${place.dataset.filter}`;
    label.htmlFor = field.id;
    said.setAttribute("role", "status");
    place.append(label, field, said);

    let waiting;
    const filter = () => {
      const words = plain(field.value).split(" ").filter(Boolean);
      let shown = 0;
      rows.forEach((row, number) => {
        const fits = words.every(word => texts[number].includes(word));
        row.classList.toggle("aw-out", !fits);
        shown += fits;
      });
      for (const section of sections) section.classList.toggle("aw-out", rowsOf(section).every(row => row.classList.contains("aw-out")));
      // Said once typing pauses, so that a screen reader is not interrupted at each letter.
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const { all, none, some } = place.dataset;
        const text = !words.length ? all : shown ? some : none;
        said.textContent = text.replace("{shown}", shown).replace("{all}", rows.length);
      }, 300);
    };
    field.addEventListener("input", filter);
    field.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !field.value) return;
      event.preventDefault();
      field.value = "";
      filter();
    });
  }
})();
