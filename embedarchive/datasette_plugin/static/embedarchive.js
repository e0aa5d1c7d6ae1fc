// What a page gains from a script; every page also works without one.
"use strict";

// Times are in UTC; what the reader's own clock showed, written as the reader's region does, stands beside the time of the
// post that a page is about, and in the title of every other time.
const written = (options) => new Intl.DateTimeFormat(undefined, options).format;
const [ownDay, utcDay] = [written({ dateStyle: "long" }), written({ dateStyle: "long", timeZone: "UTC" })];
const ownClock = written({ hour: "numeric", minute: "2-digit", timeZoneName: "short" });
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
for (const element of document.querySelectorAll("time[datetime*=T]")) {
  const moment = new Date(element.dateTime);
  if (Number.isNaN(moment.valueOf())) continue;
  const inFull = `${ownDay(moment)}, ${ownClock(moment)}`;
  element.title = `${inFull} (${timeZone})`;
  if (timeZone !== "UTC" && element.closest(".lead > .card > header .stamp")) {
    const beside = document.createElement("span");
    beside.className = "own-clock";
    beside.textContent = ownDay(moment) === utcDay(moment) ? ownClock(moment) : inFull;
    beside.title = timeZone;
    element.parentElement.after(" ", beside);
  }
}

// The names of time zones, the reader's own first: the browser knows them.
for (const input of document.querySelectorAll("[data-zones]")) {
  const names = Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone") : [];
  const options = [...new Set([timeZone, "UTC", ...names])].map((name) => Object.assign(document.createElement("option"), { value: name }));
  input.addEventListener("focus", () => document.getElementById(input.getAttribute("list")).replaceChildren(...options), { once: true });
}

// An address of before long articles had parts names a place and no part. Servers are not told what follows the #.
const place = location.hash.slice(1);
if (/^(thing|picture)-\d+$/.test(place) && !document.getElementById(place) && document.querySelector("nav.parts")) {
  const query = new URLSearchParams(location.search);
  if (!query.has("at")) {
    query.delete("part");
    query.set("at", place);
    location.replace(`?${query}#${place}`);
  }
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

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Keys: / goes to the search, n and p to the next and the previous post or article, ? opens what the search knows.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], .map")) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("search").focus();
    return;
  }
  if (event.key === "?") {
    const known = document.querySelector(".knows");
    known.open = !known.open;
    if (known.open) known.querySelector("summary").focus();
    return;
  }
  if (event.key !== "n" && event.key !== "p") return;
  const stops = [...document.querySelectorAll(".card .stamp a, .item h2 a, .item h3 a")];
  if (!stops.length) return;
  const here = stops.indexOf(document.activeElement);
  const next = here < 0 ? 0 : here + (event.key === "n" ? 1 : -1);
  stops[Math.min(stops.length - 1, Math.max(0, next))].focus();
});
