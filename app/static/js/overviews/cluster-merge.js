/* Clusters of neighbouring cells may lie so near each other that one would cover the other: these are shown as one. */

/**
 * Returns the clusters without those that lie less than `distance` pixels from a larger one, which have joined it.
 * `clusters`: the largest first; `pixelOf(cluster)` returns where one is on the map, `{ x, y }`.
 */
export function mergeNear(clusters, pixelOf, distance) {
  const kept = [];
  for (const cluster of clusters) {
    const pixel = pixelOf(cluster);
    const near = kept.find((other) => Math.hypot(other.pixel.x - pixel.x, other.pixel.y - pixel.y) < distance);
    if (near) near.cluster = join(near.cluster, cluster);
    else kept.push({ cluster, pixel });
  }
  return kept.map(({ cluster }) => cluster).sort((one, other) => other.files - one.files);
}

function join(one, other) {
  const files = one.files + other.files;
  const mean = (name) => (one[name] * one.files + other[name] * other.files) / files;
  return {
    lat: mean("lat"),
    lon: mean("lon"),
    files,
    box: {
      south: Math.min(one.box.south, other.box.south),
      west: Math.min(one.box.west, other.box.west),
      north: Math.max(one.box.north, other.box.north),
      east: Math.max(one.box.east, other.box.east),
    },
    shown_id: one.shown_id ?? other.shown_id,
  };
}
