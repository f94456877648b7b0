/* The stream inspector: who follows a session, how, and a button that drops a stream of one's own, to see it heal. */
import { dropStream, followers } from "../access/access-api.js";
import { announce } from "../shared/announcement-store.js";
import { byId, element, setText } from "../shared/dom.js";
import { bytes, span } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { foreign, rowButton, showTable } from "./access-table.js";
import { actOn, loadInto } from "./forms.js";
import { credentialNote } from "./words.js";

const REFRESH_MS = 2000;
const COLUMNS = [
  translate("streams-who"),
  translate("streams-session"),
  translate("streams-transport"),
  translate("streams-start"),
  translate("streams-lag"),
  translate("streams-sent"),
  translate("streams-since"),
  "",
];
const STARTS = { snapshot: translate("streams-snapshot"), resumed: translate("streams-resumed") };

export class StreamInspector {
  #place = byId("streams-list");
  #isSeen = false;

  /** Asks the server every two seconds, as long as somebody can see the answer. */
  start() {
    new IntersectionObserver(([entry]) => this.#see(entry.isIntersecting)).observe(byId("streams"));
    setInterval(() => this.#isSeen && !document.hidden && this.#load(), REFRESH_MS);
  }

  #see(isSeen) {
    this.#isSeen = isSeen;
    if (isSeen) this.#load();
  }

  #load() {
    return loadInto(this.#place, async () => {
      const { percent, clients } = await followers();
      const focused = document.activeElement?.dataset.stream;
      setText(byId("streams-percent"), translate("streams-percent", { percent }));
      showTable(this.#place, {
        label: translate("streams-title"),
        columns: COLUMNS,
        rows: clients.map((client) => this.#cellsOf(client)),
        empty: translate("streams-empty"),
      });
      this.#place.querySelector(`[data-stream="${focused}"]`)?.focus({ preventScroll: true });
    });
  }

  #cellsOf(client) {
    const who = foreign(client.who, credentialNote(client.credential));
    const from = element("bdi", { class: "access-details", text: client.address });
    return [
      element("span", {}, who, " ", from),
      element("a", { href: `/ingest-v2#/process/${client.session_id}`, text: client.session_id }),
      transportOf(client),
      STARTS[client.start] ?? "–",
      lagOf(client),
      bytes(client.bytes),
      span(client.open_s),
      client.number !== null && client.is_own ? this.#dropButton(client) : "",
    ];
  }

  #dropButton({ number, session_id: id }) {
    const button = rowButton(translate("streams-drop"), translate("streams-drop-label", { session: id }), () =>
      this.#drop(number),
    );
    button.dataset.stream = number;
    return button;
  }

  async #drop(number) {
    await actOn(
      "streams-title",
      () => dropStream(number),
      () => this.#load(),
    );
    announce(translate("streams-dropped"));
  }
}

function transportOf({ transport, gzip, format }) {
  if (transport === "poll") return translate("streams-poll");
  const details = [format, gzip ? "gzip" : ""].filter(Boolean).join(", ");
  return element(
    "span",
    {},
    translate("streams-stream"),
    " ",
    element("span", { class: "access-details", text: details }),
  );
}

function lagOf({ lag, stalled_s: stalled, quiet_s: quiet }) {
  if (lag === null) return translate("streams-asked", { time: span(quiet) });
  if (stalled > 0) return translate("streams-stalled", { time: span(stalled) });
  return lag === 0 ? translate("streams-none-behind") : translate("streams-behind", { states: lag });
}
