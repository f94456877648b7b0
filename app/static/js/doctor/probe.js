/* Measures how test events arrive in this browser, through whatever lies between. The command line has the same. */

const EVENTS = 40;
const EVERY_MS = 50;
const ASKED = 7;
const QUIET_S = 15;
/** How long a stream may be silent beyond what was asked for. */
const MARGIN_MS = 10_000;
const ADDRESS = "/api/ingest/connection";
const LOOPBACK = /^(localhost|127\.[0-9.]+|\[::1\])$/;

/** Resolves to what `/api/ingest/connection/problems` judges. `quietS`: seconds of silence to try. */
export async function probe({ quietS = QUIET_S, now = () => performance.now() } = {}) {
  const { aheadMs, roundTripMs, headers } = await compareClocks(now);
  const began = now();
  const [arrivals, cutAfterS] = await Promise.all([
    receive({ events: EVENTS, every_ms: EVERY_MS }, EVENTS, now),
    findCut(quietS, now),
  ]);
  const last = arrivals.at(-1)?.at ?? now();
  const first = arrivals[0]?.at ?? last;
  return {
    scheme: location.protocol.replace(":", ""),
    host: location.host,
    server: headers.get("server") ?? "",
    via: headers.get("via") ?? "",
    protocol: protocolOf(ADDRESS),
    shares_streams: location.protocol === "https:" || LOOPBACK.test(location.hostname),
    sent: EVENTS,
    arrived: arrivals.length,
    sent_over_s: ((EVENTS - 1) * EVERY_MS) / 1000,
    arrived_over_s: (last - first) / 1000,
    first_after_s: (first - began) / 1000,
    delay_ms: Math.max(0, median(arrivals.map(({ at, sentMs }) => at + aheadMs - sentMs))),
    network_ms: roundTripMs / 2,
    quiet_s: quietS,
    ...(cutAfterS === null ? {} : { cut_after_s: cutAfterS }),
  };
}

/** The fastest of some requests says best how far the server's clock is ahead. */
async function compareClocks(now) {
  let best = null;
  for (let asked = 0; asked < ASKED; asked += 1) {
    const sent = now();
    const answer = await fetch(ADDRESS, { cache: "no-store" });
    const { at } = await answer.json();
    const roundTripMs = now() - sent;
    if (best && best.roundTripMs <= roundTripMs) continue;
    best = { aheadMs: at * 1000 - (sent + roundTripMs / 2), roundTripMs, headers: answer.headers };
  }
  return best;
}

/** Resolves to the events that arrived: all `wanted`, or those before the stream broke off. */
function receive(query, wanted, now) {
  return new Promise((resolve) => {
    const arrivals = [];
    const source = new EventSource(`/api/ingest/stream/test-events?${new URLSearchParams(query)}`);
    const silence = (query.quiet_s ?? 0) * 1000 + MARGIN_MS;
    let timer = setTimeout(end, silence);
    function end() {
      clearTimeout(timer);
      source.close();
      resolve(arrivals);
    }
    source.onerror = end;
    source.onmessage = ({ data }) => {
      clearTimeout(timer);
      timer = setTimeout(end, silence);
      arrivals.push({ at: now(), sentMs: JSON.parse(data).at * 1000 });
      if (arrivals.length === wanted) end();
    };
  });
}

/** Resolves to the seconds after which a silent stream broke off; null if it did not. */
async function findCut(quietS, now) {
  const began = now();
  const arrivals = await receive({ events: 1, quiet_s: quietS }, 2, now);
  return arrivals.length === 2 ? null : (now() - began) / 1000;
}

function protocolOf(address) {
  const entries = performance.getEntriesByName(new URL(address, location.href).href);
  return entries.at(-1)?.nextHopProtocol ?? "";
}

/** Pure. */
export function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return 0;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
