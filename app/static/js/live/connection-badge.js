/* LIVE, and the state of the line in words, with an icon. */
import { announce } from "../shared/announcement-store.js";
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { isTerminal } from "../shared/status.js";
import { session } from "./session-store.js";

const WORDS = {
  connecting: "Connecting",
  connected: "Connected",
  reconnecting: "Reconnecting",
  disconnected: "Disconnected",
  polling: "Asking every second",
};
const ICONS = { connecting: "reconnecting", ended: "connected" };
const ALARMING = new Set(["reconnecting", "disconnected"]);

let alarmed = false;

export function startConnectionBadge() {
  byId("reconnect").addEventListener("click", () => session.wake());
}

export function showConnection(line, document) {
  const state = stateFor(line, document);
  const badge = byId("connection");
  setHidden(badge, state === "idle");
  setAttribute(badge, "data-state", state);
  setText(byId("connection-text"), wordFor(state));
  for (const icon of badge.querySelectorAll("[data-for]"))
    setHidden(icon, icon.dataset.for !== (ICONS[state] ?? state));
  setHidden(byId("live-badge"), state !== "connected");
  setHidden(byId("reconnect"), state !== "disconnected");
  tell(state);
}

/** Pure. */
export function stateFor(line, document) {
  if (line !== "idle") return line;
  return document && isTerminal(document.status) ? "ended" : "idle";
}

function wordFor(state) {
  if (state === "ended") return "Finished";
  if (state === "disconnected" && !navigator.onLine) return "You are offline";
  return WORDS[state] ?? "";
}

/** Only a line that was lost is worth a word when it is back. */
function tell(state) {
  const isAlarming = ALARMING.has(state);
  if (isAlarming === alarmed) return;
  if (isAlarming) announce("The connection was lost. Reconnecting.");
  else if (state === "connected" || state === "polling") announce("Connected again.");
  alarmed = isAlarming;
}
