/* The display delay as a number: from an event's arrival to its pixels. */
import { byId, setHidden, setText } from "../shared/dom.js";

export function showLatency(quantiles, line) {
  const badge = byId("latency");
  setHidden(badge, quantiles === null || line === "polling");
  if (quantiles === null) return;
  setText(byId("latency-text"), `event to screen p50 ${ms(quantiles.p50)} · p95 ${ms(quantiles.p95)}`);
  badge.dataset.p50 = quantiles.p50.toFixed(2);
  badge.dataset.p95 = quantiles.p95.toFixed(2);
}

function ms(value) {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
