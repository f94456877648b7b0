/* The six groups: what a commit does with each, and the choice for a whole group. */

import { preview } from "../commit/commit-plan-store.js";
import { groupLine, RELATIONS, withheldSentence } from "../commit/relations.js";
import { byId, setAttribute, setFlag, setHidden, setStyle, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";

let selected = "";

/** `select(group)` when the reader wants to see one (empty: all), `choose(choice, { relation })` for a whole group. */
export function startGroups({ select, choose }) {
  byId("groups").addEventListener("click", ({ target }) => {
    const tile = target.closest("[data-group]");
    if (tile) select(tile.dataset.group === selected ? "" : tile.dataset.group);
  });
  byId("group-choice").addEventListener("change", ({ target }) => choose(target.value, { relation: selected }));
  preview.addEventListener("change", show);
}

export function showGroup(group) {
  selected = group;
  show();
}

function show() {
  const { document: shown } = preview;
  setHidden(byId("groups"), shown === null);
  if (shown === null) return;
  for (const tile of document.querySelectorAll("[data-group]")) showTile(tile, shown);
  showPanel(shown);
}

function showTile(tile, { groups, gone_withheld: withheld }) {
  const relation = tile.dataset.group;
  const { files, applied } = groups[relation];
  const isWithheld = relation === "gone" && withheld !== "";
  setAttribute(tile, "aria-pressed", String(relation === selected));
  tile.disabled = files === 0 && !isWithheld && relation !== selected;
  setFlag(tile, "withheld", isWithheld);
  setText(tile.querySelector(".group-files"), isWithheld ? "–" : count(files));
  setText(tile.querySelector(".group-will"), isWithheld ? "cannot be told" : groupLine(relation, groups[relation]));
  setStyle(
    tile.querySelector(".group-share span"),
    "transform",
    `scaleX(${files && relation !== "same" ? applied / files : 0})`,
  );
  setFlag(tile, "left", files > 0 && applied === 0 && relation !== "gone");
  setFlag(tile, "removing", relation === "gone" && applied > 0);
}

function showPanel({ groups, ...known }) {
  byId("group-panel").hidden = selected === "";
  if (selected === "") return;
  const { apply, leave, meaning } = RELATIONS[selected];
  const { files, applied } = groups[selected];
  const withheld = selected === "gone" ? withheldSentence(known) : "";
  byId("group-panel").dataset.relation = selected;
  setText(byId("group-meaning"), meaning);
  byId("group-withheld").hidden = withheld === "";
  setText(byId("group-withheld-text"), withheld);
  byId("group-choice").hidden = apply === undefined || files === 0 || withheld !== "";
  setText(byId("group-choice-title"), files === 1 ? "This file" : `All ${plural(files, "file")}`);
  setText(byId("group-apply"), apply ?? "");
  setText(byId("group-leave"), leave ?? "");
  for (const radio of byId("group-choice").querySelectorAll("input"))
    radio.checked = applied === (radio.value === "apply" ? files : 0);
}
