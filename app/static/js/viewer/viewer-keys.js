/* The keys of the viewer: which of them are its own, and what they do, for the dialog that `?` opens. */
import { mayEdit } from "../shared/caller.js";
import { byId } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const isVideo = () => byId("detail").open && byId("viewer-media").querySelector("video") !== null;
/* These have a meaning of their own on a control, a video or a scrolled part that has the focus. */
const PRESSES = new Set([" ", "Enter"]);
const SIDEWAYS = new Set(["ArrowLeft", "ArrowRight"]);
const VERTICAL = new Set(["ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);
const isPicture = () => byId("detail").open && !isVideo();

export const VIEWER_KEYS = [
  {
    title: translate("viewer-keys"),
    isShown: () => byId("detail").open,
    keys: [
      [["←", "→"], translate("viewer-key-files")],
      [["Space", "Shift+Space"], translate("viewer-key-pages")],
      [["PageUp", "PageDown"], translate("viewer-key-ten")],
      [["Home", "End"], translate("viewer-key-ends")],
      [["p"], translate("viewer-key-details")],
      [["Shift+F"], translate("viewer-key-fullscreen")],
      [["s"], translate("viewer-key-slideshow")],
      [["c"], translate("viewer-key-copy-prompt")],
      [["v"], translate("item-key")],
      [["Esc"], translate("viewer-key-back")],
    ],
  },
  {
    title: translate("zoom-keys"),
    isShown: isPicture,
    keys: [
      [["z"], translate("zoom-key-fit")],
      [["i", "+"], translate("zoom-key-in")],
      [["o"], translate("zoom-key-out")],
      [["←", "↑", "→", "↓"], translate("zoom-key-move")],
    ],
  },
  {
    title: translate("viewer-keys-video"),
    isShown: isVideo,
    keys: [
      [["Space", "k"], translate("viewer-key-play")],
      [["j", "l"], translate("viewer-key-seek")],
      [[",", "."], translate("viewer-key-frame")],
      [["<", ">"], translate("viewer-key-speed")],
      [["r"], translate("viewer-key-loop")],
      [["m"], translate("viewer-key-mute")],
    ],
  },
  {
    title: translate("viewer-keys-rate"),
    isShown: () => byId("detail").open && mayEdit() && !byId("edit").hidden,
    keys: [
      [["0", "1", "2", "3", "4", "5"], translate("viewer-key-rate")],
      [["-"], translate("viewer-key-reject")],
      [["Delete"], translate("viewer-key-remove-score")],
      [["f"], translate("viewer-key-favourite")],
      [["x"], translate("viewer-key-include")],
    ],
  },
];

/** Whether a key is for the viewer, and not for the control or the toolbar that has the focus. */
export function handlesKey({ key, target, ctrlKey, metaKey, altKey, defaultPrevented }) {
  if (defaultPrevented || ctrlKey || metaKey || altKey || target.matches("input[type=text], textarea, select"))
    return false;
  if (SIDEWAYS.has(key)) return !target.matches("input, video");
  if (VERTICAL.has(key)) return !target.matches("input, video, .viewer-panel, .viewer-panel *");
  return !PRESSES.has(key) || !target.matches("button, a, summary, input, video");
}
