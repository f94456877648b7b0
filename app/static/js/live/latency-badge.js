/* The display delay, for those who want details: from an event's arrival to its pixels. */
import { byId, setHidden, setText } from "../shared/dom.js";
import { milliseconds } from "../shared/format.js";
import { translate } from "../texts/translate.js";

export function showLatency(quantiles, line) {
  const badge = byId("latency");
  setHidden(badge, quantiles === null || line === "polling");
  if (quantiles === null) return;
  const [median, most] = [quantiles.p50, quantiles.p95].map(milliseconds);
  setText(byId("latency-text"), translate("latency", { median, most }));
  badge.dataset.p50 = quantiles.p50.toFixed(2);
  badge.dataset.p95 = quantiles.p95.toFixed(2);
}
