/* The map itself: the world that ships with the product, or the tiles of a server that the settings name. */
import { element } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { labelOf } from "./countries.js";
import { withinWorld } from "./map-box.js";

const LAST_ZOOM = 18;
/* Without tiles, nearer is empty. */
const FIRST_ZOOM = 9;
const PADDING = [48, 48];
const WORLD = [
  [-72, -180],
  [84, 180],
];
/* Tile servers have no others. */
const TILED = [
  [-85.05, -180],
  [85.05, 180],
];
/* Beyond the edges, a cluster there can still come to the middle. */
const EDGES = [
  [-86, -220],
  [86, 220],
];
/* About the width of a letter, in pixels. */
const LETTER = 8;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

export class MapView {
  /** Leaflet's own. */
  map;
  #leaflet;
  #chosen;

  /** `tiles`: the address of the tiles; empty for none. `onMove()` is called when another part is seen. */
  constructor(container, { L, world }, tiles, onMove) {
    const moves = !CALM.matches;
    this.#leaflet = L;
    this.map = L.map(container, {
      attributionControl: false,
      zoomControl: false,
      zoomSnap: 0.5,
      minZoom: 0.5,
      maxZoom: LAST_ZOOM,
      maxBounds: EDGES,
      zoomAnimation: moves,
      fadeAnimation: moves,
      markerZoomAnimation: moves,
      inertia: moves,
    });
    const zoomControl = { zoomInTitle: translate("map-nearer"), zoomOutTitle: translate("map-farther") };
    L.control.zoom({ position: "topright", ...zoomControl }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    if (tiles) L.tileLayer(tiles, { maxZoom: LAST_ZOOM, noWrap: true, bounds: TILED }).addTo(this.map);
    else this.#drawWorld(world);
    this.map.fitBounds(WORLD, { animate: false });
    this.map.on("moveend", onMove);
  }

  /** What is seen, as the API takes it. */
  get part() {
    const bounds = this.map.getBounds();
    const [south, west] = [bounds.getSouth(), bounds.getWest()];
    const box = withinWorld({ south, west, north: bounds.getNorth(), east: bounds.getEast() });
    return { ...box, zoom: Math.max(0, Math.round(this.map.getZoom())) };
  }

  /** Returns where a place is on the map, in pixels. */
  pixelOf({ lat, lon }) {
    return this.map.latLngToContainerPoint([lat, lon]);
  }

  /** Shows a box; a single place from not too near. */
  show({ south, west, north, east }, { isFirst = false } = {}) {
    const bounds = [
      [south, west],
      [north, east],
    ];
    const maxZoom = isFirst ? FIRST_ZOOM : Math.max(FIRST_ZOOM, Math.min(LAST_ZOOM, this.map.getZoom() + 4));
    this.map.fitBounds(bounds, { padding: PADDING, maxZoom, animate: !isFirst && !CALM.matches });
  }

  /** Draws the box to which the search is limited; null: none. */
  mark(box) {
    this.#chosen?.remove();
    this.#chosen = null;
    if (box === null) return;
    const corners = [
      [box.south, box.west],
      [box.north, box.east],
    ];
    this.#chosen = this.#leaflet
      .rectangle(corners, { className: "map-chosen", interactive: false, weight: 2 })
      .addTo(this.map);
  }

  #drawWorld({ land, borders, countries }) {
    const draw = (shape, className) =>
      this.#leaflet.geoJSON(shape, { interactive: false, style: { className, weight: 1 } }).addTo(this.map);
    draw(land, "map-land");
    draw(borders, "map-borders");
    const labels = countries.map(labelOf).map((label) => ({ ...label, marker: this.#buildLabel(label) }));
    this.map.on("zoomend", () => this.#showLabels(labels));
  }

  /** The words lie under the clusters, and are no part of what is read aloud: the clusters name their countries. */
  #buildLabel({ name, lat, lon }) {
    const text = element("span", { "aria-hidden": "true", text: name });
    const icon = this.#leaflet.divIcon({ className: "map-country", html: text, iconSize: [0, 0] });
    const options = { icon, interactive: false, keyboard: false, pane: "shadowPane" };
    return this.#leaflet.marker([lat, lon], options);
  }

  /** Shows the names that have room in their countries. */
  #showLabels(labels) {
    const degree = (256 * 2 ** this.map.getZoom()) / 360;
    for (const { name, width, marker } of labels) {
      if (width * degree > name.length * LETTER) marker.addTo(this.map);
      else marker.remove();
    }
  }
}
