/* Places in words, and boxes as terms of a search. Pure. */
import { LANGUAGE, translate } from "../texts/translate.js";

/** About a metre. */
const DIGITS = 5;
const BOX = /^box:(-?[\d.]+),(-?[\d.]+),(-?[\d.]+),(-?[\d.]+)$/i;
const DEGREES = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 2 });

/** Returns the term that finds what is in a box `{ south, west, north, east }`; it is rounded outwards. */
export function boxTerm({ south, west, north, east }) {
  const edges = [round(Math.floor, south), round(Math.floor, west), round(Math.ceil, north), round(Math.ceil, east)];
  return `box:${edges.join(",")}`;
}

/** Returns the box of a term as the API lists it; null for another one. */
export function boxOf({ field, excluded, text }) {
  const match = field === "box" && !excluded ? BOX.exec(text) : null;
  if (!match) return null;
  const [south, west, north, east] = match.slice(1).map(Number);
  return { south, west, north, east };
}

/** `41.9° N, 12.5° E, in or near Italy`; `country` may be empty. The smallest countries are not on the map. */
function placeWords({ lat, lon }, country) {
  const side = {
    lat: lat < 0 ? translate("map-south") : translate("map-north"),
    lon: lon < 0 ? translate("map-west") : translate("map-east"),
  };
  const words = `${DEGREES.format(Math.abs(lat))}° ${side.lat}, ${DEGREES.format(Math.abs(lon))}° ${side.lon}`;
  return country ? translate("map-place", { place: words, country }) : words;
}

/** `12 files near 41.9° N, 12.5° E, in or near Italy` */
export function clusterWords(cluster) {
  const { files, country } = cluster;
  return translate("map-cluster", { files, place: placeWords(cluster, country) });
}

/** What a map shows may reach beyond the edges of the world. */
export function withinWorld({ south, west, north, east }) {
  return {
    south: Math.max(-90, south),
    west: Math.max(-180, Math.min(180, west)),
    north: Math.min(90, north),
    east: Math.max(-180, Math.min(180, east)),
  };
}

function round(towards, degrees) {
  return Number((towards(degrees * 10 ** DIGITS) / 10 ** DIGITS).toFixed(DIGITS));
}
