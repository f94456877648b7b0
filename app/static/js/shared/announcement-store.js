/* What a screen reader hears: few sentences, the newest wins while they come fast. */
import { byId, intoSight } from "./dom.js";

const QUIET_MS = 1000;

let waiting = "";
let timer = 0;

export function announce(sentence) {
  waiting = sentence;
  if (timer === 0) timer = setTimeout(say, QUIET_MS);
}

function say() {
  timer = 0;
  intoSight(byId("announcer"));
  byId("announcer").textContent = waiting;
}
