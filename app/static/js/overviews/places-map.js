/* The map of the library: where the files of the search were taken. */
import { apiQuery } from "../library/library-query.js";
import { withoutTerm, withTerm } from "../library/search-terms.js";
import { api, get } from "../shared/api.js";
import { byId, element, setHidden, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { ClusterMarks } from "./cluster-marks.js";
import { mergeNear } from "./cluster-merge.js";
import { countryAt } from "./countries.js";
import { boxOf, boxTerm, clusterWords } from "./map-box.js";
import { loadMapParts } from "./map-parts.js";
import { MapView } from "./map-view.js";
import { Overview } from "./overview.js";

const PLACES = "/api/library/places";
/* A screen reader is not helped by hundreds. */
const LISTED = 100;
/* A little less than a mark is wide. */
const APART_PX = 48;

export class PlacesMap extends Overview {
  #search;
  #parts = null;
  #view = null;
  #marks = null;
  #found = null;

  /** `search` shows other files, see `LibraryView`. */
  constructor(list, live, search) {
    super("map", list, live);
    this.#search = search;
    byId("map-all").addEventListener("click", () => this.#showAll());
    byId("map-here").addEventListener("click", () => this.#limitTo(this.#view?.part));
    byId("map-everywhere").addEventListener("click", () => this.#limitTo(null));
    byId("map-list").addEventListener("click", ({ target }) => {
      const button = target.closest("[data-place]");
      if (button) this.#choose(this.#found.clusters[Number(button.dataset.place)]);
    });
    this.begin();
  }

  async load(signal) {
    const { q, box } = await splitBox(this.list.view.q);
    const ask = (part) => get(PLACES, apiQuery({ ...this.list.view, q }, part), signal);
    if (this.#view === null) {
      const whole = await ask({ zoom: 0 });
      await this.#begin(box ?? whole.box);
    }
    if (signal.aborted) return;
    const found = await ask(this.#view.part);
    if (signal.aborted) return;
    const { countries } = (await this.#parts).world;
    const merged = mergeNear(found.clusters, (cluster) => this.#view.pixelOf(cluster), APART_PX);
    const clusters = merged.map((cluster) => ({ ...cluster, country: countryAt(countries, cluster) }));
    this.#found = { ...found, clusters };
    this.#view.mark(box);
    this.#show(box !== null);
  }

  /** `box`: what is seen at first; null: the world. */
  async #begin(box) {
    const { leaflet, style, topojson, world, tiles } = byId("map").dataset;
    this.#parts ??= loadMapParts({ leaflet, style, topojson, world });
    const parts = await this.#parts.catch((error) => {
      this.#parts = null; // opened again, it is fetched again
      throw error;
    });
    if (this.#view !== null) return;
    this.#view = new MapView(byId("map-view"), parts, tiles, () => this.follow());
    this.#marks = new ClusterMarks(parts.L, this.#view.map, (cluster) => this.#choose(cluster));
    if (box !== null) this.#view.show(box, { isFirst: true });
  }

  #show(isLimited) {
    const { files, without, clusters } = this.#found;
    const here = clusters.reduce((sum, cluster) => sum + cluster.files, 0);
    this.#marks.show(clusters);
    setText(byId("map-numbers"), numbers({ files, without, here }));
    setHidden(byId("map-everywhere"), !isLimited);
    byId("map-here").disabled = clusters.length === 0;
    byId("map-all").disabled = files === 0;
    const listed = clusters.slice(0, LISTED);
    byId("map-list").replaceChildren(...listed.map(buildEntry));
    setHidden(byId("map-places"), clusters.length === 0);
    setText(byId("map-places-title"), translate("map-places", { places: clusters.length }));
  }

  #showAll() {
    if (this.#found?.box) this.#view.show(this.#found.box, { isFirst: true });
  }

  /** Shows a cluster from nearer, and only its files in the list. */
  #choose({ box }) {
    this.#limitTo(box);
    this.#view.show(box);
  }

  /** `box`: null for everywhere. */
  async #limitTo(box) {
    if (box === undefined) return;
    const { q } = await splitBox(this.list.view.q);
    const wanted = box === null ? q : withTerm(q, boxTerm(box));
    byId("words").value = wanted;
    this.#search.change({ q: wanted });
  }
}

/** Returns what is typed without its terms for boxes, and the last of these boxes; null without one. */
async function splitBox(typed) {
  if (!/\bbox:/i.test(typed)) return { q: typed, box: null };
  const { terms } = await api.libraryTerms(typed);
  const boxes = terms.filter((term) => boxOf(term) !== null);
  const q = boxes.reduceRight((rest, term) => withoutTerm(rest, term), typed);
  return { q, box: boxes.length > 0 ? boxOf(boxes.at(-1)) : null };
}

function numbers({ files, without, here }) {
  if (files === 0) return translate("map-none");
  const known = here === files ? translate("map-files", { files }) : translate("map-files-here", { here, files });
  return without === 0 ? known : `${known} ${translate("map-without", { files: without })}`;
}

function buildEntry(cluster, place) {
  const text = clusterWords(cluster);
  return element("li", {}, element("button", { class: "link-button", type: "button", "data-place": place, text }));
}
