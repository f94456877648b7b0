/* The clusters on the map: pictures with numbers, one of them in the tab order; the arrow keys lead to the others. */
import { element } from "../shared/dom.js";
import { countBriefly } from "./brief-count.js";
import { clusterWords } from "./map-box.js";

const PICTURES = 40;
const SIZE_PX = 52;
const FROM_SHORT = 10_000;
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/* How much farther a mark may be that lies straight in the direction. */
const SIDEWAYS = 2;

export class ClusterMarks {
  #leaflet;
  #layer;
  #choose;
  #marks = [];

  /** `choose(cluster)` is called when one is pressed. */
  constructor(leaflet, map, choose) {
    this.#leaflet = leaflet;
    this.#layer = leaflet.layerGroup().addTo(map);
    this.#choose = choose;
  }

  show(clusters) {
    const focused = this.#marks.find(({ node }) => node === document.activeElement)?.cluster;
    this.#layer.clearLayers();
    this.#marks = clusters.map((cluster, place) => this.#add(cluster, place < PICTURES));
    const same = this.#marks.find(({ cluster }) => cluster.lat === focused?.lat && cluster.lon === focused.lon);
    this.#makeTabStop(same ?? this.#marks[0]);
    if (focused) (same ?? this.#marks[0])?.node.focus({ preventScroll: true });
  }

  #add(cluster, hasPicture) {
    const icon = this.#leaflet.divIcon({ className: "map-mark", iconSize: [SIZE_PX, SIZE_PX] });
    // The largest lie on top of the others.
    const options = { icon, keyboard: false, riseOnHover: true, zIndexOffset: cluster.files };
    const marker = this.#leaflet.marker([cluster.lat, cluster.lon], options).addTo(this.#layer);
    const node = marker.getElement();
    const mark = { cluster, node, marker };
    const words = clusterWords(cluster);
    for (const [name, value] of Object.entries({ role: "button", tabindex: "-1", "aria-label": words, title: words })) {
      node.setAttribute(name, value);
    }
    node.append(...buildContent(cluster, hasPicture));
    marker.on("click", () => this.#choose(cluster));
    node.addEventListener("keydown", (event) => this.#handleKey(event, mark));
    node.addEventListener("focus", () => this.#makeTabStop(mark));
    return mark;
  }

  #handleKey(event, mark) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") this.#choose(mark.cluster);
    else if (event.key in DIRECTIONS) this.#findBeside(mark, DIRECTIONS[event.key])?.node.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Returns the nearest mark in a direction. */
  #findBeside({ node }, [right, down]) {
    const from = centreOf(node);
    const found = this.#marks
      .map((mark) => {
        const to = centreOf(mark.node);
        const [x, y] = [to.x - from.x, to.y - from.y];
        const along = x * right + y * down;
        const beside = Math.abs(x * down) + Math.abs(y * right);
        return { mark, along, far: along + SIDEWAYS * beside };
      })
      .filter(({ along }) => along > 1);
    return found.sort((one, other) => one.far - other.far)[0]?.mark;
  }

  #makeTabStop(mark) {
    if (!mark) return;
    for (const { node } of this.#marks) node.tabIndex = node === mark.node ? 0 : -1;
  }
}

function buildContent({ files, shown_id: id }, hasPicture) {
  const number = element("span", { class: "map-number", text: countBriefly(files, FROM_SHORT) });
  if (id === null || !hasPicture) return [number];
  const picture = element("img", { alt: "", decoding: "async", draggable: "false" });
  picture.src = `/api/ingest/library/${id}/thumbnail`;
  picture.addEventListener("error", () => picture.remove());
  return [picture, number];
}

function centreOf(node) {
  const { left, top, width, height } = node.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
