/* Coasts that cross the 180th meridian, for a flat map whose edge it is. Pure. */

const TURN = 360;
const HALF = 180;

/** Returns the polygons of a GeoJSON geometry as a MultiPolygon in which no line leads across the whole map. */
export function cutAtEdges({ type, coordinates }) {
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  return { type: "MultiPolygon", coordinates: polygons.flatMap(cutPolygon) };
}

/** What reaches beyond one edge is drawn once more at the other edge. */
function cutPolygon(rings) {
  const whole = rings.map(straighten);
  const longitudes = whole[0].map(([longitude]) => longitude);
  const copies = [whole];
  if (Math.max(...longitudes) > HALF) copies.push(whole.map((ring) => shift(ring, -TURN)));
  if (Math.min(...longitudes) < -HALF) copies.push(whole.map((ring) => shift(ring, TURN)));
  return copies;
}

/** Returns a ring that goes on beyond the edge; one around a pole begins and ends at the edges, and has the pole. */
function straighten(ring) {
  const turns = turnsAlong(ring);
  if (turns.at(-1) === 0)
    return ring.map(([longitude, latitude], place) => [longitude + turns[place] * TURN, latitude]);
  const begin = turns.findIndex((turn) => turn !== 0);
  const open = [...ring.slice(begin, -1), ...ring.slice(0, begin)];
  const pole = open[0][1] < 0 ? -90 : 90;
  const [first, last] = [open[0][0], open.at(-1)[0]].map((longitude) => Math.sign(longitude) * HALF);
  return [[first, open[0][1]], ...open, [last, open.at(-1)[1]], [last, pole], [first, pole], [first, open[0][1]]];
}

/** Returns for each point how many turns around the world the ring has made up to it, eastwards. */
function turnsAlong(ring) {
  let turns = 0;
  return ring.map(([longitude], place) => {
    const step = longitude - (ring[place - 1]?.[0] ?? longitude);
    if (Math.abs(step) > HALF) turns -= Math.sign(step);
    return turns;
  });
}

function shift(ring, degrees) {
  return ring.map(([longitude, latitude]) => [longitude + degrees, latitude]);
}
