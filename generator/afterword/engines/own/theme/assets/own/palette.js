// Runs before anything is drawn, so that no page flashes in the other colours.
(() => {
  const root = document.documentElement, body = document.body;
  root.classList.remove("no-js");
  if (!("choice" in document.currentScript.dataset)) return;
  const KEY = "aw-colours", NEXT = { auto: "light", light: "dark", dark: "auto" };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = "auto";
  try { chosen = localStorage.getItem(KEY) ?? chosen; } catch { /* a browser that keeps nothing */ }
  if (!(chosen in NEXT)) chosen = "auto";

  const show = () => { body.dataset.mdColorScheme = (chosen === "auto" ? dark.matches : chosen === "dark") ? "slate" : "default"; };
  show();
  dark.addEventListener("change", show);

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".own-palette");
    if (!button) return;
    const name = () => { button.textContent = button.dataset[chosen]; };
    name();
    button.hidden = false;
    button.addEventListener("click", () => {
      chosen = NEXT[chosen];
      try { localStorage.setItem(KEY, chosen); } catch { /* as above */ }
      name();
      show();
    });
  });
})();
