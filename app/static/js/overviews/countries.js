/* Which country a place is in, and where the name of a country stands on a map. Pure. */
import { LANGUAGE } from "../texts/translate.js";
import { cutAtEdges } from "./world-edges.js";

const NAMES = new Intl.DisplayNames(LANGUAGE, { type: "region" });
/* Coasts are drawn roughly: a harbour may lie in the sea. In degrees. */
const NEAR_COAST = 1;

/** Returns `[{ name, rings, box }]` of GeoJSON features whose ids are the numbers of ISO 3166. */
export function describeCountries(features) {
  return features.flatMap(({ id, geometry }) => {
    const name = nameOf(id);
    if (name === null) return [];
    const rings = cutAtEdges(geometry).coordinates.flat();
    return [{ name, rings, box: boxAround(rings.flat()) }];
  });
}

/** Returns the name of the country in which a place is, or near whose coast it is; empty elsewhere. */
export function countryAt(countries, { lat, lon }) {
  const near = countries.filter(({ box }) => isInBox(box, lat, lon));
  const inside = near.find(({ rings }) => rings.filter((ring) => isInside(ring, lat, lon)).length % 2 === 1);
  return (inside ?? nearest(near, lat, lon))?.name ?? "";
}

/** Returns where the name of a country stands, in the middle of its largest part, and how wide that is, in degrees. */
export function labelOf({ name, rings }) {
  const largest = rings.reduce((best, ring) => (areaOf(ring) > areaOf(best) ? ring : best));
  const [, south, , north] = boxAround(largest);
  const lat = (south + north) / 2;
  const [west, east] = widestAt(largest, lat);
  return { name, lat, lon: (((west + east) / 2 + 540) % 360) - 180, width: east - west };
}

/** Browsers know the names of countries by their letters, and which letters a number stands for. */
function nameOf(number) {
  if (!/^\d{3}$/.test(number ?? "")) return null;
  const { region } = new Intl.Locale(`und-${number}`);
  const name = NAMES.of(region);
  return name === region ? null : name;
}

function boxAround(points) {
  const [longitudes, latitudes] = [points.map(([longitude]) => longitude), points.map(([, latitude]) => latitude)];
  return [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)];
}

function isInBox([west, south, east, north], lat, lon) {
  const isWithin = (value, first, last) => value >= first - NEAR_COAST && value <= last + NEAR_COAST;
  return isWithin(lat, south, north) && isWithin(lon, west, east);
}

/** Counts how often a line to the east crosses the ring. */
function isInside(ring, lat, lon) {
  return crossings(ring, lat).filter((longitude) => longitude > lon).length % 2 === 1;
}

/** Returns where a ring crosses a latitude. */
function crossings(ring, lat) {
  return ring.slice(1).flatMap(([x, y], place) => {
    const [fromX, fromY] = ring[place];
    return fromY > lat === y > lat ? [] : [fromX + ((lat - fromY) / (y - fromY)) * (x - fromX)];
  });
}

/** Returns the edges of the widest part of a ring at a latitude that it crosses. */
function widestAt(ring, lat) {
  const edges = crossings(ring, lat).sort((one, other) => one - other);
  const parts = edges.flatMap((edge, place) => (place % 2 === 0 ? [[edge, edges[place + 1]]] : []));
  return parts.reduce((best, part) => (part[1] - part[0] > best[1] - best[0] ? part : best));
}

function areaOf(ring) {
  const twice = ring.slice(1).reduce((sum, [x, y], place) => sum + ring[place][0] * y - x * ring[place][1], 0);
  return Math.abs(twice);
}

function nearest(countries, lat, lon) {
  const far = ([x, y]) => Math.hypot((x - lon) * Math.cos((lat * Math.PI) / 180), y - lat);
  const found = countries
    .map((country) => ({ country, distance: Math.min(...country.rings.flat().map(far)) }))
    .filter(({ distance }) => distance <= NEAR_COAST);
  return found.sort((one, other) => one.distance - other.distance)[0]?.country;
}
