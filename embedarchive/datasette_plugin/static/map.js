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

(async () => {
  const holder = document.getElementById("map");
  if (!holder) return;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const { points: pointsAt, land: landAt, water: waterAt, cities: citiesAt, tiles, basemap, kind, attribution, language, see } = holder.dataset;
  const answer = async (address) => (await fetch(address)).json();
  const [points, land, water, cities] = await Promise.all([pointsAt, landAt, waterAt, citiesAt].map(answer));

  const map = L.map(holder, { worldCopyJump: true, minZoom: 1, maxZoom: 18, attributionControl: Boolean(tiles || basemap), zoomSnap: 0.5 });
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

  // Names of cities: the large ones first, none upon another.
  const names = L.layerGroup().addTo(map);
  const label = () => {
    names.clearLayers();
    const frame = map.getBounds();
    const taken = [];
    let shown = 0;
    for (const [name, latitude, longitude] of cities) {
      if (shown >= 40) break;
      if (!frame.contains([latitude, longitude]) || covered?.contains([latitude, longitude])) continue;
      const at = map.latLngToContainerPoint([latitude, longitude]);
      if (taken.some((other) => Math.abs(other.x - at.x) < 90 && Math.abs(other.y - at.y) < 16)) continue;
      taken.push(at);
      shown += 1;
      const text = document.createElement("span");
      text.textContent = name;
      const icon = L.divIcon({ className: "city", html: text, iconSize: null, iconAnchor: [2, 6] });
      L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(names);
    }
  };

  const popup = (properties, where) => {
    const box = document.createElement("div");
    const line = (tag, text, name) => {
      if (!text) return;
      const element = document.createElement(tag);
      element.textContent = text;
      element.dir = "auto";
      if (name) element.className = name;
      box.append(element);
    };
    line("b", properties.author || properties.handle);
    line("div", properties.text, "popup-text");
    line("small", [properties.day, `${where[1]}, ${where[0]}`, properties.source].filter(Boolean).join(" · "));
    if (properties.href) {
      const link = document.createElement("a");
      link.href = properties.href;
      link.textContent = see;
      const place = document.createElement("div");
      place.append(link);
      box.append(place);
    }
    return box;
  };

  // Points that would touch are one dot with their number; a click goes nearer.
  const dots = L.layerGroup().addTo(map);
  const draw = () => {
    dots.clearLayers();
    const cells = new Map();
    for (const feature of points.features) {
      const [longitude, latitude] = feature.geometry.coordinates;
      const at = map.project([latitude, longitude]);
      const key = map.getZoom() >= 17 ? `${latitude},${longitude}` : `${Math.floor(at.x / 44)},${Math.floor(at.y / 44)}`;
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(feature);
    }
    for (const group of cells.values()) {
      const [longitude, latitude] = group[0].geometry.coordinates;
      if (group.length === 1) {
        const metres = group[0].properties.precision_m;
        if (metres > 30) L.circle([latitude, longitude], { radius: metres, color: "#9a1f2b", weight: 1, dashArray: "4 4", fill: false, interactive: false }).addTo(dots);
        const name = group[0].properties.author || group[0].properties.text || "";
        const icon = L.divIcon({ className: "cluster", html: "", iconSize: [14, 14] });
        L.marker([latitude, longitude], { icon, alt: name, title: name }).bindPopup(popup(group[0].properties, group[0].geometry.coordinates)).addTo(dots);
        continue;
      }
      const size = 22 + Math.min(22, 4 * Math.log2(group.length));
      const number = document.createElement("span");
      number.textContent = String(group.length);
      const icon = L.divIcon({ className: "cluster", html: number, iconSize: [size, size] });
      const frame = L.latLngBounds(group.map((feature) => [feature.geometry.coordinates[1], feature.geometry.coordinates[0]]));
      const marker = L.marker(frame.getCenter(), { icon, alt: String(group.length) }).addTo(dots);
      const same = frame.getSouthWest().equals(frame.getNorthEast());
      if (same) {
        const all = document.createElement("div");
        for (const feature of group.slice(0, 50)) all.append(popup(feature.properties, feature.geometry.coordinates), document.createElement("hr"));
        marker.bindPopup(all, { maxHeight: 300 });
      } else {
        marker.on("click", () => map.fitBounds(frame.pad(0.3), { maxZoom: 16 }));
      }
    }
  };

  map.on("moveend zoomend", () => { label(); draw(); });
  const wanted = location.hash.slice(1).split(",").map(Number);
  if (wanted.length === 2 && wanted.every(Number.isFinite) && Math.abs(wanted[0]) <= 90 && Math.abs(wanted[1]) <= 180) {
    map.setView(wanted, 9);
  } else if (points.features.length) {
    const all = L.latLngBounds(points.features.map((feature) => [feature.geometry.coordinates[1], feature.geometry.coordinates[0]]));
    map.fitBounds(all.pad(0.2), { maxZoom: 8 });
  } else {
    map.setView([20, 10], 2);
  }
  holder.dataset.ready = "yes";
})();
