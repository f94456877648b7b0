/* What only the map needs, fetched when it is opened: Leaflet, its style, and the coasts and borders of the world. */
import { element } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { describeCountries } from "./countries.js";
import { cutAtEdges } from "./world-edges.js";

/** `addresses`: of `{ leaflet, style, topojson, world }`. Resolves to `{ L, world: { land, borders, countries } }`. */
export async function loadMapParts({ leaflet, style, topojson, world }) {
  document.head.append(element("link", { rel: "stylesheet", href: style }));
  const [topology] = await Promise.all([loadWorld(world), loadScript(leaflet), loadScript(topojson)]);
  const { countries, land } = topology.objects;
  const { feature, mesh } = globalThis.topojson;
  return {
    L: globalThis.L,
    world: {
      land: cutAtEdges(feature(topology, land.geometries[0]).geometry),
      borders: mesh(topology, countries, (one, other) => one !== other),
      countries: describeCountries(feature(topology, countries).features),
    },
  };
}

async function loadWorld(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(translate("map-unloaded"));
  return answer.json();
}

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = element("script", { src: address });
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(translate("map-unloaded"))));
    document.head.append(script);
  });
}
