// Shows an open incident on a page of your own: <script async src="https://status.example.com/banner.js"></script>
// It reads api/v2/summary.json beside itself, says nothing while all is well, and never throws.
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || !window.fetch) return;
  var base = new URL(".", script.src);
  fetch(new URL("api/v2/summary.json", base)).then(function (answer) { return answer.json(); }).then(function (found) {
    var open = found.incidents[0] || found.scheduled_maintenances.filter(function (planned) { return planned.status !== "scheduled"; })[0];
    if (!open) return;
    var link = document.createElement("a"), box = document.createElement("div"), place = document.querySelector(script.dataset.into || "body");
    var address = new URL(open.shortlink, base);
    if (!place || !/^https?:$/.test(address.protocol)) return;
    link.href = address.href;
    link.textContent = found.page.name + ": " + open.name;
    link.style.color = "inherit";
    box.className = "afterword-banner";
    box.setAttribute("role", "status");
    box.style.cssText = "padding:.75em 1em;background:#fff4d6;color:#3d2c00;border-bottom:1px solid #c79a00;font:inherit";
    box.append(link, " (" + open.status.replace(/_/g, " ") + ")");
    place.prepend(box);
  }).catch(function () { /* the page must not suffer because its status cannot be read */ });
})();
