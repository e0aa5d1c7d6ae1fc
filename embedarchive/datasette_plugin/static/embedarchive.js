// What a page gains from a script; every page also works without one.
"use strict";

// Times in UTC also say what the reader's own clock showed.
const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });
for (const element of document.querySelectorAll("time[datetime*=T]")) {
  const moment = new Date(element.dateTime);
  if (!Number.isNaN(moment.valueOf())) {
    element.title = `${clock.format(moment)} (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
  }
}

// A picture in the gallery takes the share of its row that its shape asks for.
for (const element of document.querySelectorAll(".gallery [data-ratio]")) {
  const ratio = Math.min(3, Math.max(0.5, Number(element.dataset.ratio)));
  element.style.flexGrow = String(100 * ratio); // the empty end of the last row keeps its pictures from growing wide
  element.style.flexBasis = `calc(${ratio} * ${matchMedia("(max-width: 32rem)").matches ? 9 : 13}rem)`;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!navigator.clipboard || !source) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.append(" ✓");
  }, { once: true });
}

// Keys: / goes to the search, n and p to the next and the previous post or article.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], .map")) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("search").focus();
    return;
  }
  if (event.key !== "n" && event.key !== "p") return;
  const stops = [...document.querySelectorAll(".card .stamp a, .item h2 a, .item h3 a")];
  if (!stops.length) return;
  const here = stops.indexOf(document.activeElement);
  const next = here < 0 ? 0 : here + (event.key === "n" ? 1 : -1);
  stops[Math.min(stops.length - 1, Math.max(0, next))].focus();
});
