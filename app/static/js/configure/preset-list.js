/* The presets: the standard options, those of the last session below each root, and those that were saved by name. */
import { pageConfig } from "../shared/config.js";
import { confirmed } from "../shared/confirm.js";
import { byId, element, setHidden, setText } from "../shared/dom.js";
import { splitPath } from "../shared/format.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { allPresets, changePreset, deletePreset, savePreset } from "./configure-api.js";
import { ingestOptions } from "./ingest-options-store.js";
import { PresetDialog } from "./preset-dialog.js";
import { isBelow } from "./tree-selection.js";

const OWN = { value: "", text: translate("preset-own") };

export class PresetList {
  #saved = [];
  #last = [];
  #dialog = new PresetDialog();
  /* Id of the saved preset that was used last: “Save” offers its name. */
  #usedId = null;

  constructor() {
    byId("saved-preset").addEventListener("change", ({ target }) => this.#use(target.value));
    byId("preset-save").addEventListener("click", () => this.#save());
    byId("preset-rename").addEventListener("click", () => this.#rename());
    byId("preset-delete").addEventListener("click", () => this.#delete());
    byId("preset-hint")
      .querySelector("button")
      .addEventListener("click", () => this.#useLast());
    ingestOptions.addEventListener("change", () => this.#show());
  }

  async load() {
    try {
      const { presets, last } = await allPresets();
      this.#saved = presets;
      this.#last = last;
    } catch (error) {
      showError(error);
    }
    this.#fill();
    this.#show();
  }

  /** All presets as `{ value, text, options }`. */
  get #choices() {
    const { standard, last, saved } = this.#groups;
    return [standard, ...last, ...saved];
  }

  get #groups() {
    return {
      standard: { value: "standard", text: translate("preset-standard"), options: pageConfig.defaults },
      last: this.#last.map(({ root, options }) => ({ value: `last ${root}`, text: nameOf(root), options })),
      saved: this.#saved.map(({ preset_id: id, name, options }) => ({ value: `saved ${id}`, text: name, options })),
    };
  }

  #fill() {
    const { standard, last, saved } = this.#groups;
    const list = byId("saved-preset");
    list.replaceChildren(option(OWN), option(standard));
    if (last.length) list.append(element("optgroup", { label: translate("preset-group-last") }, ...last.map(option)));
    if (saved.length)
      list.append(element("optgroup", { label: translate("preset-group-saved") }, ...saved.map(option)));
  }

  /** Options that were changed by hand are a preset again as soon as they equal one. The one that was used counts. */
  #show() {
    const list = byId("saved-preset");
    const equal = this.#choices.filter(({ options }) => isUsed(options));
    const used = equal.find(({ value }) => value === list.value) ?? equal.find(isSaved) ?? equal[0] ?? OWN;
    list.value = used.value;
    for (const id of ["preset-rename", "preset-delete"]) setHidden(byId(id), !isSaved(used));
    setHidden(byId("preset-save"), isSaved(used));
    this.#showHint();
  }

  /** The options of the last session below the root of the chosen folders, where they are others. */
  #showHint() {
    const last = this.#lastOfChosen();
    const isOther = last !== null && !isUsed(last.options);
    setHidden(byId("preset-hint"), !isOther);
    if (!isOther) return;
    setText(byId("preset-hint").querySelector("span"), translate("preset-hint", { root: nameOf(last.root) }));
  }

  #lastOfChosen() {
    const [folder] = ingestOptions.folders;
    if (folder === undefined) return null;
    return this.#last.find(({ root }) => folder === root || isBelow(folder, root)) ?? null;
  }

  #useLast() {
    const last = this.#lastOfChosen();
    if (last) this.#use(`last ${last.root}`);
    byId("saved-preset").focus();
  }

  #use(value) {
    const chosen = this.#choices.find((each) => each.value === value);
    if (!chosen) return;
    this.#usedId = isSaved(chosen) ? idOf(value) : null;
    byId("saved-preset").value = value;
    ingestOptions.useOptions(chosen.options);
  }

  // ---- Changing what is saved

  async #save() {
    const used = this.#saved.find(({ preset_id: id }) => id === this.#usedId);
    await this.#dialog.ask({
      title: translate("preset-save-title"),
      yes: translate("preset-save-yes"),
      name: used?.name ?? "",
      note: (name) => (this.#named(name) ? translate("preset-save-replaces") : ""),
      send: (name) => this.#store(name),
    });
  }

  async #store(name) {
    const { options } = ingestOptions;
    const same = this.#named(name);
    const preset = same ? await changePreset(same.preset_id, { options }) : await savePreset(name, options);
    await this.#reload(preset.preset_id);
  }

  async #rename() {
    const id = idOf(byId("saved-preset").value);
    await this.#dialog.ask({
      title: translate("preset-rename-title"),
      yes: translate("preset-rename-yes"),
      name: this.#saved.find(({ preset_id: each }) => each === id).name,
      note: () => "",
      send: async (name) => {
        await changePreset(id, { name });
        await this.#reload(id);
      },
    });
  }

  async #delete() {
    const id = idOf(byId("saved-preset").value);
    const { name } = this.#saved.find(({ preset_id: each }) => each === id);
    const isSure = await confirmed({
      title: translate("preset-delete-title"),
      text: translate("preset-delete-text", { name }),
      yes: translate("preset-delete-yes"),
      no: translate("preset-delete-no"),
    });
    if (!isSure) return;
    try {
      await deletePreset(id);
      await this.#reload(null);
    } catch (error) {
      showError(error);
    }
    byId("saved-preset").focus();
  }

  async #reload(usedId) {
    await this.load();
    this.#usedId = usedId;
    if (usedId !== null) byId("saved-preset").value = `saved ${usedId}`;
    this.#show();
  }

  #named(name) {
    const wanted = name.trim().toLowerCase();
    return this.#saved.find((preset) => preset.name.toLowerCase() === wanted);
  }
}

function option({ value, text }) {
  return element("option", { value, text });
}

function isSaved({ value }) {
  return value.startsWith("saved ");
}

function idOf(value) {
  return Number(value.slice("saved ".length));
}

/** Whether the page has these options. Without an NSFW model nothing can be said about detection. */
function isUsed(options) {
  const names = Object.keys(options).filter((name) => pageConfig.nsfw.available || name !== "enable_nsfw_detection");
  return names.every((name) => options[name] === ingestOptions.options[name]);
}

function nameOf(root) {
  return splitPath(root)[1] || root;
}
