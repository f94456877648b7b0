/* The step and the session that are shown, kept in the address: `#/preview/SESSION?outcome=failed`. */

export const STEPS = ["configure", "process", "preview", "commit"];
const PLACES = [...STEPS, "history"];

/** Returns `{ step, sessionId, query }`; null when the address names no step. Pure. */
export function parseRoute(hash) {
  const [path, search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [step, sessionId = null] = path.split("/");
  if (!PLACES.includes(step)) return null;
  return {
    step,
    sessionId: sessionId ? decoded(sessionId) : null,
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** Pure. */
export function formatRoute({ step, sessionId = null, query = {} }) {
  const search = new URLSearchParams(query).toString();
  return `#/${step}${sessionId ? `/${encodeURIComponent(sessionId)}` : ""}${search ? `?${search}` : ""}`;
}

export function currentRoute() {
  return parseRoute(location.hash);
}

export function go(route) {
  location.hash = formatRoute(route);
}

/** Changes the address without an entry in the browser's history and without an event. */
export function replaceRoute(route) {
  history.replaceState(null, "", formatRoute(route));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // An address written by hand: the server will answer that there is no such session.
  }
}
