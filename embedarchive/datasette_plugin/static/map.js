// The map: land, water, cities and points from this archive. No other host unless the owner named a tile server.
"use strict";

// The land as one MultiPolygon. A ring that crosses 180° goes on beyond it, once on each side of the map, instead of
// jumping across; the one that goes round the whole Earth is Antarctica's, and is closed below the pole.
const uncut = (collection) => {
  const whole = (ring) => {
    let turn = 0;
    const made = ring.map(([x, y], at) => {
      if (at && Math.abs(x - ring[at - 1][0]) > 180) turn += x < ring[at - 1][0] ? 360 : -360;
      return [x + turn, y];
    });
    return turn ? [...made, [made.at(-1)[0], -90], [made[0][0], -90], made[0]] : made;
  };
  const polygons = [];
  for (const { geometry } of collection.features ?? [collection]) {
    for (const rings of geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates) {
      const made = rings.map(whole);
      const edges = made[0].map(([x]) => x);
      polygons.push(made);
      for (const shift of [Math.max(...edges) > 180 ? -360 : 0, Math.min(...edges) < -180 ? 360 : 0]) {
        if (shift) polygons.push(made.map((ring) => ring.map(([x, y]) => [x + shift, y])));
      }
    }
  }
  return { type: "MultiPolygon", coordinates: polygons };
};

const CELL = 44; // pixels: dots nearer to one another than a finger is wide are one
const APART = 28; // pixels: the chosen dot stands clear of its nearest neighbour
const GAP = 2; // pixels between two dots, at least
const LARGEST = 44 + 10; // pixels: the largest dot with the ring of the chosen one
const LISTED = 50;

// Groups of points as dots that leave each other room: what would overlap is one dot with the number of both, in the
// middle of its points, or at the very place of the one that is fixed. However they fall, no dot hides another's number.
const settled = (groups, sizeOf) => {
  const cells = new Map();
  const cell = ({ x, y }, right = 0, down = 0) => `${Math.floor(x / LARGEST) + right},${Math.floor(y / LARGEST) + down}`;
  const touching = (one) => {
    for (const right of [-1, 0, 1]) {
      for (const down of [-1, 0, 1]) {
        for (const other of cells.get(cell(one, right, down)) ?? []) {
          if (Math.hypot(one.x - other.x, one.y - other.y) < (sizeOf(one) + sizeOf(other)) / 2 + GAP) return other;
        }
      }
    }
    return null;
  };
  const both = (one, other) => {
    const group = one.fixed ? [...one.group, ...other.group] : [...other.group, ...one.group];
    if (one.fixed || other.fixed) return { ...(one.fixed ? one : other), group };
    const share = one.group.length / group.length;
    return { group, x: one.x * share + other.x * (1 - share), y: one.y * share + other.y * (1 - share) };
  };
  for (let one of groups) {
    for (let other = touching(one); other; other = touching(one)) {
      cells.get(cell(other)).delete(other);
      one = both(one, other);
    }
    if (!cells.has(cell(one))) cells.set(cell(one), new Set());
    cells.get(cell(one)).add(one);
  }
  return [...cells.values()].flatMap((found) => [...found]);
};

(async () => {
  const holder = document.getElementById("map");
  if (!holder) return;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  holder.classList.toggle("night", dark);
  const { points: pointsAt, land: landAt, water: waterAt, cities: citiesAt, tiles, basemap, kind, attribution, language } = holder.dataset;
  const spoken = document.documentElement.lang;
  const kilometres = new Intl.NumberFormat(spoken, { maximumSignificantDigits: 2 });
  const dates = new Intl.DateTimeFormat(spoken === "en" ? "en-GB" : spoken, { dateStyle: "long", timeZone: "UTC" });
  const day = (text) => {
    const moment = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text ?? "") ? new Date(text) : null;
    return moment && !Number.isNaN(moment.getTime()) ? dates.format(moment) : text;
  };
  // Degrees with no more digits than the place is exact to: about 100,000 metres are one degree.
  const degrees = (value, metres) => String(Number(value.toFixed(metres ? Math.min(6, Math.max(0, Math.ceil(5 - Math.log10(metres)))) : 6)));
  const answer = async (address) => (await fetch(address)).json();
  const [points, land, water, cities] = await Promise.all([pointsAt, landAt, waterAt, citiesAt].map(answer));

  // Beyond zoom 12 there would be nothing but sheer colour: the land is drawn to a few kilometres.
  const map = L.map(holder, { worldCopyJump: true, minZoom: 1, maxZoom: tiles || basemap ? 18 : 12, attributionControl: Boolean(tiles || basemap), zoomSnap: 0.5, zoomControl: false });
  L.control.zoom({ position: "bottomright" }).addTo(map); // popups open upwards: they never lie upon it
  L.control.scale().addTo(map);
  // Attributions are other people's texts; as plain text they can do no harm.
  const plain = document.createElement("span");
  plain.textContent = attribution;
  if (tiles) {
    L.tileLayer(tiles, { attribution: plain.innerHTML, maxZoom: 19 }).addTo(map);
  } else {
    map.createPane("earth").style.zIndex = 100; // below the tiles of a basemap, which may hold one town only
    const renderer = L.canvas({ pane: "earth", padding: 0.5 });
    const paint = (shapes, style) => L.geoJSON(shapes, { interactive: false, pane: "earth", renderer, style }).addTo(map);
    const sea = dark ? "#1d2a33" : "#d6e2e8";
    const shore = { color: dark ? "#55606a" : "#9aa7a0", weight: 0.8 };
    paint(uncut(topojson.feature(land, land.objects.land)), { ...shore, fillColor: dark ? "#2b2d2c" : "#f5f2e9", fillOpacity: 1 });
    paint(topojson.feature(water, water.objects.rivers), { color: dark ? "#34505f" : "#a9c6d4", weight: 1 });
    paint(topojson.feature(water, water.objects.lakes), { ...shore, weight: 0.5, fillColor: sea, fillOpacity: 1 });
  }

  // A map of the owner's own, from a file that this archive's server reads. Its borders are left out, as above.
  let covered = tiles ? L.latLngBounds([-90, -180], [90, 180]) : null;
  if (basemap) {
    const [south, west, north, east] = holder.dataset.bounds.split(" ").map(Number);
    const [least, most] = holder.dataset.zooms.split(" ").map(Number);
    covered = L.latLngBounds([south, west], [north, east]);
    const common = { attribution: plain.innerHTML, bounds: covered, maxZoom: 18, minZoom: least };
    if (kind === "vector") {
      const layer = protomapsL.leafletLayer({ ...common, url: basemap, maxDataZoom: most, flavor: dark ? "dark" : "light", lang: language });
      layer.paintRules = layer.paintRules.filter((rule) => rule.dataLayer !== "boundaries");
      layer.addTo(map);
    } else {
      L.tileLayer(basemap, { ...common, maxNativeZoom: most }).addTo(map);
    }
  }

  // Names of cities: the large ones first, none upon another. Where few are in sight, arrows at the edge of the map
  // lead to the nearest beyond it, with the distance from the middle: without any, a view from near would say nothing.
  const known = cities.map(([name, latitude, longitude, dutch]) => [spoken === "nl" && dutch ? dutch : name, latitude, longitude]);
  const names = L.layerGroup().addTo(map);
  const city = (at, text, name) => {
    const html = document.createElement("span");
    html.textContent = text;
    const icon = L.divIcon({ className: name, html, iconSize: null, iconAnchor: [2, 6] });
    L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(names);
  };
  const label = () => {
    names.clearLayers();
    const frame = map.getBounds();
    const taken = [];
    const free = (at, wide) => !taken.some((other) => Math.abs(other.x - at.x) < wide && Math.abs(other.y - at.y) < 16);
    for (const [name, latitude, longitude] of known) {
      if (taken.length >= 40) break;
      if (!frame.contains([latitude, longitude]) || covered?.contains([latitude, longitude])) continue;
      const at = map.latLngToContainerPoint([latitude, longitude]);
      if (!free(at, 90)) continue;
      taken.push(at);
      city([latitude, longitude], name, "city");
    }
    const middle = map.getCenter().wrap();
    if (taken.length >= 3 || map.getZoom() < 6 || covered?.contains(middle)) return;
    const size = map.getSize();
    const beyond = known.map(([name, ...at]) => ({ name, at, metres: map.distance(middle, at) }))
      .filter(({ at }) => !frame.contains(at)).sort((one, other) => one.metres - other.metres);
    for (const { name, at, metres } of beyond.slice(0, 12)) {
      if (taken.length >= 3) break;
      const way = map.project(at).subtract(map.project(middle));
      const half = size.divideBy(2);
      const edge = half.add(way.multiplyBy(Math.min(half.x / Math.abs(way.x || 1e-9), half.y / Math.abs(way.y || 1e-9))));
      // Within the edge, clear of what stands in the corners; words at the right end there.
      const place = L.point(Math.min(size.x - 6, Math.max(52, edge.x)), Math.min(size.y - 48, Math.max(14, edge.y)));
      const side = place.x > half.x ? " end" : "";
      if (!free(place, 170)) continue;
      taken.push(place);
      const arrow = "→↘↓↙←↖↑↗"[(Math.round(Math.atan2(way.y, way.x) / (Math.PI / 4)) + 8) % 8];
      city(map.containerPointToLatLng(place), `${arrow} ${name} ${kilometres.format(metres / 1000)} km`, `city beyond${side}`);
    }
  };

  const described = (feature) => {
    const { properties, geometry } = feature;
    const box = document.createElement("div");
    const line = (tag, text, name) => {
      if (!text) return;
      const element = document.createElement(tag);
      element.textContent = text;
      element.dir = "auto";
      if (name) element.className = name;
      box.append(element);
    };
    if (feature === chosen) line("small", holder.dataset.chosen, "popup-chosen");
    if (properties.thumbnail) {
      const picture = document.createElement("img");
      picture.src = properties.thumbnail;
      picture.alt = properties.alt ?? "";
      picture.className = "popup-picture";
      box.append(picture);
    }
    line("b", properties.name);
    line("div", properties.text, "popup-text");
    line("cite", properties.article);
    const [longitude, latitude] = geometry.coordinates;
    const told = [latitude, longitude].map((value) => degrees(value, properties.precision_m)).join(", ");
    line("div", properties.where, "popup-where");
    line("small", [day(properties.day), told, properties.source, properties.exactness].filter(Boolean).join(" · "), "popup-facts");
    if (properties.href) {
      const link = document.createElement("a");
      link.href = properties.href;
      link.textContent = properties.status ? holder.dataset.see : holder.dataset.read;
      const place = document.createElement("div");
      place.append(link);
      box.append(place);
    }
    return box;
  };

  const chosen = points.features.find((feature) => String(feature.id) === holder.dataset.place);

  // One popup, which stays when the map moves. A point too near others to be told from them is listed with them.
  const popup = L.popup({ maxHeight: 400, minWidth: 200 });
  const open = (group, at, event) => {
    const all = document.createElement("div");
    for (const feature of group.slice(0, LISTED)) all.append(...(all.firstChild ? [document.createElement("hr")] : []), described(feature));
    if (group.length > LISTED) {
      const rest = document.createElement("p");
      rest.textContent = holder.dataset.more.replace("{count}", String(group.length - LISTED));
      all.append(rest);
    }
    popup.setLatLng(at).setContent(all).openOn(map);
    if (event?.type === "keypress") all.querySelector("a")?.focus();
  };
  const circle = ({ geometry, properties }) => L.circle([geometry.coordinates[1], geometry.coordinates[0]],
    { radius: properties.precision_m, color: dark ? "#f2a0a6" : "#9a1f2b", weight: 1, dashArray: "4 4", fill: false, interactive: false });
  const spots = (group) => group.map(({ geometry }) => [geometry.coordinates[1], geometry.coordinates[0]]);

  // Points that would touch are one dot with their number; a click goes nearer, or lists them where that parts none.
  // The dot of the chosen point is marked and always at its very place.
  const same = chosen ? [chosen, ...points.features.filter((other) => other !== chosen && map.distance(...spots([chosen, other])) <= 1)] : [];
  const dots = L.layerGroup().addTo(map);
  const sizeOf = ({ group, fixed }) => {
    const size = group.length === 1 ? 14 : 22 + Math.min(22, 4 * Math.log2(group.length));
    return fixed ? Math.max(20, size) + 10 : size; // and its ring
  };
  const dot = (group, at, size, title, lift = 0) => {
    const html = document.createElement("span");
    if (group.length > 1) html.textContent = String(group.length);
    const icon = L.divIcon({ className: group.includes(chosen) ? "cluster wanted" : "cluster", html: group.length > 1 ? html : "", iconSize: [size, size] });
    const marker = L.marker(at, { icon, title, zIndexOffset: lift }).addTo(dots);
    const apart = L.latLngBounds(spots(group));
    const [one, other] = [apart.getNorthWest(), apart.getSouthEast()].map((corner) => map.project(corner, map.getMaxZoom()));
    const parts = map.getZoom() < map.getMaxZoom() && Math.max(other.x - one.x, other.y - one.y) > CELL;
    const nearer = () => map.setView(apart.getCenter(), Math.max(map.getZoom() + 1, map.getBoundsZoom(apart.pad(0.3))));
    const answer = (event) => (parts ? nearer() : open(group, at, event));
    marker.on("click", answer);
    marker.on("keypress", (event) => { if (event.originalEvent.key === "Enter") answer(event); });
  };
  const coordinates = (spot) => {
    const { x, y } = map.project(spot);
    return { x, y };
  };
  const draw = () => {
    dots.clearLayers();
    const cells = new Map();
    for (const feature of points.features) {
      if (same.includes(feature)) continue;
      const [longitude, latitude] = feature.geometry.coordinates;
      const at = map.project([latitude, longitude]);
      const key = `${Math.floor(at.x / CELL)},${Math.floor(at.y / CELL)}`;
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push({ group: [feature], x: at.x, y: at.y });
    }
    const middle = (found) => {
      const mean = (axis) => found.reduce((sum, one) => sum + one[axis], 0) / found.length;
      return { group: found.flatMap(({ group }) => group), x: mean("x"), y: mean("y") };
    };
    const groups = [...cells.values()].map(middle);
    if (chosen) groups.unshift({ group: same, fixed: true, ...coordinates(spots([chosen])[0]) });
    for (const one of settled(groups, sizeOf)) {
      const { group: [first], group, fixed } = one;
      const named = first.properties.name || first.properties.source;
      const at = fixed ? spots([chosen])[0] : group.length === 1 ? spots(group)[0] : map.unproject([one.x, one.y]);
      if (fixed) dot(group, at, sizeOf(one) - 10, `${holder.dataset.chosen}: ${named}`, 1000);
      else dot(group, at, sizeOf(one), group.length === 1 ? named : holder.dataset.several.replace("{count}", String(group.length)));
      if (group.length === 1 && !fixed && first.properties.precision_m > 30) circle(first).addTo(dots);
    }
  };

  // The area that is asked for, and two buttons that ask for another: what is in view, or a box that is drawn.
  const asked = { color: dark ? "#8fb8d6" : "#2a5d84", weight: 2, dashArray: "6 4", fill: false, interactive: false };
  const [boxed, around] = [holder.dataset.box, holder.dataset.circle].map((text) => (text ? text.split(",").map(Number) : null));
  const frames = [];
  const mark = (shape, frame) => {
    shape.addTo(map);
    frames.push(frame);
  };
  if (boxed) {
    const frame = L.latLngBounds([boxed[1], boxed[0]], [boxed[3], boxed[2] + (boxed[0] > boxed[2] ? 360 : 0)]);
    mark(L.rectangle(frame, asked), frame);
  }
  if (around) mark(L.circle([around[0], around[1]], { ...asked, radius: 1000 * around[2] }), L.latLng(around[0], around[1]).toBounds(2000 * around[2]));
  const ask = (bounds) => {
    const around180 = (value) => ((((value + 180) % 360) + 360) % 360) - 180;
    const whole = bounds.getEast() - bounds.getWest() >= 360;
    const sides = [whole ? -180 : around180(bounds.getWest()), Math.max(-90, bounds.getSouth()), whole ? 180 : around180(bounds.getEast()), Math.min(90, bounds.getNorth())];
    const address = new URL(location.href);
    address.searchParams.delete("place");
    address.searchParams.set("box", sides.map((side) => String(Number(side.toFixed(4)))).join(","));
    location.assign(address);
  };
  const drawBox = (button) => {
    const stop = () => {
      map.dragging.enable();
      holder.classList.remove("drawing");
      button.setAttribute("aria-pressed", "false");
      for (const [event, answer] of Object.entries(answers)) holder.removeEventListener(event, answer, true);
    };
    let from = null;
    let shape = null;
    const at = (event) => map.mouseEventToLatLng(event);
    const answers = {
      pointerdown: (event) => {
        if (event.target.closest(".leaflet-control")) return;
        event.preventDefault();
        event.stopPropagation();
        from = at(event);
        shape = L.rectangle([from, from], asked).addTo(map);
      },
      pointermove: (event) => { if (from) shape.setBounds(L.latLngBounds(from, at(event))); },
      pointerup: (event) => {
        if (!from) return;
        const bounds = L.latLngBounds(from, at(event));
        const [one, other] = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => map.latLngToContainerPoint(corner));
        shape.remove();
        stop();
        if (Math.abs(other.x - one.x) > 5 && Math.abs(other.y - one.y) > 5) ask(bounds);
      },
    };
    if (holder.classList.contains("drawing")) return holder.dispatchEvent(new Event("stopdrawing"));
    map.dragging.disable();
    holder.classList.add("drawing");
    button.setAttribute("aria-pressed", "true");
    for (const [event, answer] of Object.entries(answers)) holder.addEventListener(event, answer, true);
    holder.addEventListener("stopdrawing", stop, { once: true });
  };
  const Choosing = L.Control.extend({
    onAdd: () => {
      const box = L.DomUtil.create("div", "leaflet-bar choosing");
      for (const [words, title, act] of [[holder.dataset.draw, holder.dataset.drawing, drawBox], [holder.dataset.view, "", () => ask(map.getBounds())]]) {
        const button = L.DomUtil.create("button", "", box);
        button.type = "button";
        button.textContent = words;
        if (title) button.title = title;
        button.addEventListener("click", () => act(button));
      }
      L.DomEvent.disableClickPropagation(box);
      return box;
    },
  });
  new Choosing({ position: "topleft" }).addTo(map);

  map.on("moveend", label);
  map.on("zoomend", draw);

  // Paper has another width than the screen, and a browser prints at once: the map is printed as it stands, made smaller.
  const measure = () => {
    if (matchMedia("print").matches) return;
    holder.style.setProperty("--wide", holder.offsetWidth);
    holder.style.setProperty("--high", holder.offsetHeight);
  };
  measure();
  map.on("resize", measure);
  if (chosen) {
    const [at] = spots([chosen]);
    // As near as it takes to part it from its nearest neighbour, where the map goes that far.
    const apart = Math.min(...points.features.map((other) => map.distance(at, spots([other])[0])).filter((metres) => metres > 1));
    const pixel = 40_075_016 * Math.cos((at[0] * Math.PI) / 180) / 256;
    const needed = Number.isFinite(apart) ? Math.ceil(Math.log2((APART * pixel) / apart)) : 0;
    if (needed > map.getMaxZoom()) map.setMaxZoom(Math.min(18, needed));
    const near = Math.min(map.getMaxZoom(), Math.max(covered?.contains(at) ? 15 : 9, needed));
    const metres = chosen.properties.precision_m ?? 0;
    if (metres > 30) circle(chosen).addTo(map);
    map.fitBounds(L.latLng(at).toBounds(2.4 * metres), { maxZoom: near, animate: false });
    open(same, at);
  } else if (frames.length) {
    map.fitBounds(frames.at(-1).pad(0.1));
  } else if (points.features.length) {
    map.fitBounds(L.latLngBounds(spots(points.features)).pad(0.2), { maxZoom: 8 });
  } else {
    map.setView([20, 10], 2);
  }
  holder.dataset.ready = "yes";
})();
