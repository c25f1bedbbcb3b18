// Schools as dots on an empty ground: nothing is asked of any other server. The list under the map holds the same
// schools and stays the way for readers and keyboards; the dots are drawn from it.
/* global L */
function pointsOf(list) {
  return [...list.querySelectorAll("li[data-lat]")].map((item) => ({
    at: [Number(item.dataset.lat), Number(item.dataset.lon)],
    tier: Number(item.dataset.tier) || 0,
    item,
  }));
}

function popupOf(item) {
  const box = document.createElement("div");
  box.append(...[...item.childNodes].map((node) => node.cloneNode(true)));
  return box;
}

function draw(box) {
  const canvas = box.querySelector("[data-map-canvas]");
  const list = box.querySelector("[data-map-list]");
  const points = pointsOf(list);
  if (!points.length || typeof L === "undefined") return;
  canvas.hidden = false;
  list.open = false;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(canvas, { attributionControl: false, zoomAnimation: !still, fadeAnimation: !still, inertia: !still });
  map.fitBounds(L.latLngBounds(points.map((point) => point.at)), { padding: [24, 24], maxZoom: 15, animate: false });
  L.control.scale().addTo(map);
  // The neediest on top, and larger: the shade alone must not carry the tier.
  for (const { at, tier, item } of points.sort((one, other) => one.tier - other.tier)) {
    L.circleMarker(at, { radius: 4 + tier, className: tier ? `dot tier-${tier}` : "dot", fill: true })
      .bindTooltip(item.querySelector("a").textContent)
      .bindPopup(popupOf(item))
      .addTo(map);
  }
}

for (const box of document.querySelectorAll("[data-map]")) draw(box);
