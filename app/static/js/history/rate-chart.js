/* Files a second over the time a session worked, as bars; its words are its label. Pure but for the elements it makes. */

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 48;

/** An `<svg>` for `{ per_second, text }` of the API; null when no file has finished. */
export function rateChart({ per_second: rates, text }) {
  if (rates.length === 0) return null;
  const chart = svg("svg", {
    class: "rate-chart",
    viewBox: `0 0 ${rates.length} ${HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": text,
  });
  chart.append(svg("path", { d: barsPath(rates) }));
  return chart;
}

/** One closed path of all bars, one unit wide each. Pure. */
export function barsPath(rates) {
  const top = Math.max(...rates, 1e-9);
  const steps = rates.map((rate, place) => `V${(HEIGHT - (HEIGHT * rate) / top).toFixed(1)}H${place + 1}`);
  return `M0 ${HEIGHT}${steps.join("")}V${HEIGHT}Z`;
}

function svg(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
