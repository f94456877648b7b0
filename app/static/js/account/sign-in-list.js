/* The browsers that are signed in with the account. */
import { endSignIn } from "../access/access-api.js";
import { announce } from "../shared/announcement-store.js";
import { confirmed } from "../shared/confirm.js";
import { byId, element } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { foreign, rowButton, showTable } from "./access-table.js";
import { actOn } from "./forms.js";
import { browserName } from "./words.js";

/** `reload()` loads the account again. */
export function showSignIns({ sign_ins: signIns }, reload) {
  showTable(byId("browsers-list"), {
    label: translate("browsers-title"),
    columns: [translate("browsers-browser"), translate("browsers-address"), translate("browsers-used"), ""],
    rows: signIns.map((signIn) => buildRow(signIn, reload)),
    empty: translate("browsers-empty"),
  });
}

function buildRow(signIn, reload) {
  const { browser, address, seen_at: seenAt, is_current: isCurrent } = signIn;
  const name = foreign(browserName(browser), isCurrent ? translate("browsers-this") : "");
  name.title = browser;
  const endLabel = translate("browsers-sign-out-label", { browser: browserName(browser) });
  const end = rowButton(translate("browsers-sign-out"), endLabel, () => remove(signIn, reload));
  return [name, element("bdi", { text: address }), moment(seenAt), isCurrent ? "" : end];
}

async function remove({ id, browser }, reload) {
  const isSure = await confirmed({
    title: translate("browsers-ask-title"),
    text: translate("browsers-ask-text", { browser: browserName(browser) }),
    yes: translate("browsers-ask-yes"),
    no: translate("browsers-ask-no"),
  });
  if (!isSure) return;
  await actOn("browsers-title", () => endSignIn(id), reload);
  announce(translate("browsers-done"));
}
