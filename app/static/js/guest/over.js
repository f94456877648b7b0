/* The link has expired or was revoked while its page was open. */
import { byId } from "../shared/dom.js";

/** Replaces what the element with this id shows by the notice that the link no longer works. */
export function showOver(id) {
  byId(id).hidden = true;
  byId("guest-nothing").hidden = false;
  byId("guest-nothing-title").focus();
}
