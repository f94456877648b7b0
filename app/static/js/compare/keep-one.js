/* Of the files that are compared one is kept: a commit leaves out the others, or the library hides them. */
import { commitPlan } from "../commit/commit-plan-store.js";
import { isChoosable } from "../commit/relations.js";
import { announce } from "../shared/announcement-store.js";
import { setFlag, setHidden } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

/** Offers the choice on each of `panes` if there is one for all their files. */
export function offerToKeep(panes) {
  const isPossible = commitPlan.isOpen && panes.every(({ file }) => isOfSession(file) && isChoosable(file));
  offer(panes, isPossible, (pane) => keep(pane, panes));
}

/** Offers on each of `panes` to keep its file: `keep(file, others)` is called. */
export function offerToKeepOne(panes, keep) {
  const files = panes.map(({ file }) => file);
  offer(panes, true, ({ file }) =>
    keep(
      file,
      files.filter((other) => other !== file),
    ),
  );
}

function offer(panes, isPossible, onPress) {
  for (const pane of panes) {
    const button = pane.element.querySelector(".compare-keep");
    setHidden(button, !isPossible);
    button.setAttribute("aria-label", translate("compare-keep-only", { name: pane.file.name }));
    button.addEventListener("click", () => onPress(pane));
  }
}

/** Files of the library, which may be among copies, are not the session's to choose. */
function isOfSession({ relation, in_library: isInLibrary }) {
  return relation !== "gone" && isInLibrary !== true;
}

async function keep(kept, panes) {
  const others = panes.filter((pane) => pane !== kept);
  await commitPlan.choose("apply", { file_ids: [kept.file.id] });
  await commitPlan.choose("leave", { file_ids: others.map(({ file }) => file.id) });
  for (const { element } of panes) setFlag(element, "left", element !== kept.element);
  announce(translate("compare-kept", { name: kept.file.name }));
}
