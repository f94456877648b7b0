/* The six groups: what a commit does with each, and the choice for a whole group. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { groupLine, RELATIONS, withheldSentence } from "../commit/relations.js";
import { byId, setAttribute, setFlag, setHidden, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { translate } from "../texts/translate.js";

export class RelationGroups {
  #selected = "";

  /** `list`: the preview's list, which shows the files of the selected group. */
  constructor(list) {
    byId("groups").addEventListener("click", ({ target }) => {
      const group = target.closest("[data-group]")?.dataset.group;
      if (group) list.change({ group: group === this.#selected ? "" : group, stack: "", show: "all" });
    });
    byId("group-choice").addEventListener("change", ({ target }) => {
      commitPlan.choose(target.value, { relation: this.#selected });
    });
    commitPlan.addEventListener("change", () => this.#show());
  }

  /** Marks `group` as selected; empty: none. */
  select(group) {
    this.#selected = group;
    this.#show();
  }

  #show() {
    const { plan } = commitPlan;
    setHidden(byId("groups"), plan === null);
    if (plan === null) return;
    for (const tile of document.querySelectorAll("[data-group]")) showTile(tile, plan, this.#selected);
    byId("group-panel").hidden = this.#selected === "";
    if (this.#selected !== "") showPanel(plan, this.#selected);
  }
}

function showTile(tile, { groups, gone_withheld: withheld }, selected) {
  const relation = tile.dataset.group;
  const { items: files, items_applied: applied } = groups[relation];
  const isWithheld = relation === "gone" && withheld !== "";
  setAttribute(tile, "aria-pressed", String(relation === selected));
  setHidden(tile, files === 0 && !isWithheld && relation !== selected);
  setFlag(tile, "withheld", isWithheld);
  setText(tile.querySelector(".group-files"), isWithheld ? "–" : count(files));
  const line = isWithheld ? translate("preview-group-unknown") : groupLine(relation, { files, applied });
  setText(tile.querySelector(".group-will"), line);
  setFlag(tile, "left", files > 0 && applied === 0 && relation !== "gone");
  setFlag(tile, "removing", relation === "gone" && applied > 0);
}

function showPanel(plan, selected) {
  const { apply, leave, meaning } = RELATIONS[selected];
  const { items: files, items_applied: applied } = plan.groups[selected];
  const withheld = selected === "gone" ? withheldSentence(plan) : "";
  byId("group-panel").dataset.relation = selected;
  setText(byId("group-meaning"), meaning);
  byId("group-withheld").hidden = withheld === "";
  setText(byId("group-withheld-text"), withheld);
  byId("group-choice").hidden = apply === undefined || files === 0 || withheld !== "";
  setText(byId("group-choice-title"), translate("preview-group-choice", { files }));
  setText(byId("group-apply"), apply ?? "");
  setText(byId("group-leave"), leave ?? "");
  for (const radio of byId("group-choice").querySelectorAll("input")) {
    radio.checked = applied === (radio.value === "apply" ? files : 0);
  }
}
