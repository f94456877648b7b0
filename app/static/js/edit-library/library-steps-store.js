/* The steps in which the library's files were edited, by whomever. */
import { StepStore } from "../file/step-store.js";
import { get, send } from "../shared/api.js";

const MANY_FILES_MS = 180_000;
const STEPS = "/api/library/steps";

/** Begins the names of this page's requests: the events that they cause are told apart from those of others by it. */
const PAGE = crypto.randomUUID?.().slice(0, 8) ?? String(Math.random()).slice(2, 10);
let requests = 0;

function nextRequest() {
  requests += 1;
  return `${PAGE}-${requests}`;
}

/** Whether an event was caused by a request of this page. */
export function isOwn({ request }) {
  return request.startsWith(`${PAGE}-`);
}

function post(path, body) {
  return send("POST", path, { ...body, request: nextRequest() }, undefined, MANY_FILES_MS);
}

/** Sends a request that makes a step, and shows it as one; raises what the server refuses. */
export function makeStep(method, path, body) {
  const named = body === undefined ? undefined : { ...body, request: nextRequest() };
  return librarySteps.makeBy(() => send(method, path, named));
}

/** `path`: where a step is made, if it is one of a collection. */

export const librarySteps = new StepStore({
  steps: () => get(STEPS),
  make: (_, { path = STEPS, ...step }) => post(path, step),
  undo: (_, step) => post(`${STEPS}/undo`, { step }),
  redo: (_, step) => post(`${STEPS}/redo`, { step }),
});
