/* The machines that read files for this server, asked for once a second while somebody sees them. */
import { api } from "../shared/api.js";
import { byId, fragment, setAttribute, setHidden, setText } from "../shared/dom.js";
import { rate, splitPath } from "../shared/format.js";
import { translate } from "../texts/translate.js";

const EVERY_MS = 1000;

const STATES = {
  joining: translate("machine-joining"),
  reading: translate("machine-reading"),
  silent: translate("machine-silent"),
  refused: translate("machine-refused"),
  gone: translate("machine-gone"),
};

export class MachineList {
  /** Name of a machine → its line. */
  #lines = new Map();
  #isAsking = false;
  #isRefused = false;

  start() {
    setInterval(() => this.#tick(), EVERY_MS);
    this.#tick();
  }

  async #tick() {
    if (this.#isAsking || this.#isRefused || !isSeen()) return;
    this.#isAsking = true;
    try {
      this.#show(await api.machines());
    } catch (error) {
      this.#isRefused = error.isFinal === true;
      console.info("The machines could not be loaded.", error.message);
    } finally {
      this.#isAsking = false;
    }
  }

  #show({ scheduler, problem, dashboard, machines }) {
    setHidden(byId("machines-card"), false);
    setText(byId("machines-note"), noteOf(scheduler, problem, machines));
    const link = byId("machines-dashboard");
    setHidden(link, dashboard === null);
    if (dashboard !== null) setAttribute(link, "href", dashboard);
    this.#forget(new Set(machines.map(({ name }) => name)));
    for (const machine of machines) this.#showMachine(machine);
  }

  #forget(names) {
    for (const [name, line] of this.#lines) {
      if (names.has(name)) continue;
      line.remove();
      this.#lines.delete(name);
    }
  }

  #showMachine({ name, state, reason, files, files_per_second: perSecond, reading, unseen }) {
    const line = this.#lines.get(name) ?? this.#add(name);
    setAttribute(line, "data-state", state);
    setText(line.querySelector(".machine-state"), STATES[state]);
    setText(line.querySelector(".machine-rate"), translate("machine-rate", { files, rate: rate(perSecond) }));
    setText(line.querySelector(".machine-reading"), reading.map((path) => splitPath(path)[1]).join(", "));
    const reasons = unseen.map((one) => translate("machine-unseen", { folder: one.folder, reason: one.reason }));
    setText(line.querySelector(".machine-reason"), (reasons.length ? reasons : [reason]).join(" "));
  }

  #add(name) {
    const line = fragment("machine");
    line.querySelector(".machine-name").textContent = name;
    byId("machines").append(line);
    this.#lines.set(name, line);
    return line;
  }
}

/** What is said of all machines together. Pure. */
export function noteOf(scheduler, problem, machines) {
  if (problem) return translate("machines-problem", { scheduler, problem });
  const present = machines.filter(({ state }) => state === "reading");
  return present.length ? translate("machines-present", { machines: present.length }) : translate("machines-none");
}

function isSeen() {
  return document.body.dataset.step === "process" && !document.hidden;
}
