/* The rate over the time a session worked, as bars, with a text label. Pure, apart from the elements it creates. */

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 48;

/** Returns an `<svg>` for the API's `{ per_second, text }`; null when no file has finished. */
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

/** Returns one closed path of all bars, each one unit wide. Pure. */
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
