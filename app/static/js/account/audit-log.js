/* The audit log, a page at a time. */
import { auditEntries } from "../access/access-api.js";
import { byId, element, setHidden } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { buildRows, foreign, showTable } from "./access-table.js";
import { loadInto } from "./forms.js";
import { credentialNote, detailsText } from "./words.js";

const COLUMNS = [
  translate("audit-when"),
  translate("audit-who"),
  translate("audit-action"),
  translate("audit-target"),
  translate("audit-from"),
];
const FINER = { second: "2-digit" };

export class AuditLog {
  #next = null;

  constructor() {
    byId("audit-more").addEventListener("click", () => this.#loadMore());
  }

  /** Shows the newest entries. */
  load() {
    return loadInto(byId("audit-list"), async () => {
      const found = await auditEntries(null);
      this.#take(found);
      showTable(byId("audit-list"), {
        label: translate("audit-title"),
        columns: COLUMNS,
        rows: found.entries.map(cellsOf),
        empty: translate("audit-empty"),
      });
    });
  }

  async #loadMore() {
    const more = byId("audit-more");
    more.setAttribute("aria-busy", "true");
    try {
      const found = await auditEntries(this.#next);
      byId("audit-list")
        .querySelector("tbody")
        .append(...buildRows(COLUMNS, found.entries.map(cellsOf)));
      this.#take(found);
    } catch (error) {
      showError(error);
    } finally {
      more.removeAttribute("aria-busy");
    }
  }

  #take({ next }) {
    this.#next = next;
    setHidden(byId("audit-more"), next === null);
  }
}

function cellsOf({ at, who, credential, address, action, target, details }) {
  const time = element("time", { text: moment(at, new Date(), FINER), datetime: new Date(at * 1000).toISOString() });
  const what = element("span", {}, element("bdi", { text: target }));
  const more = detailsText(details);
  if (more) what.append(" ", element("span", { class: "access-details" }, element("bdi", { text: more })));
  return [time, foreign(who, credentialNote(credential)), action, what, element("bdi", { text: address })];
}
