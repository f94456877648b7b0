/* The account of who has opened the page, or the offer to add the first one. */
import { addAccount, allAccounts, changePassword, inviteAgain } from "../access/access-api.js";
import { hidePasswords, passwordProblem, showProblem, startPasswordFields } from "../access/password-field.js";
import { pageConfig } from "../shared/config.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { whileBusy } from "./forms.js";

export function startFirstAdmin(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = form.querySelector("input");
    if (!name.value.trim()) name.focus();
    else whileBusy(form, () => addFirstAdmin(name.value.trim()));
  });
}

/** Leads on to the page on which the admin chooses a password. */
async function addFirstAdmin(name) {
  const { url } = await inviteAdmin(name);
  location.assign(new URL(url).pathname);
}

/** An account that nobody has finished may be there from an earlier try. */
async function inviteAdmin(name) {
  const { accounts } = await allAccounts();
  const known = accounts.find((account) => account.name === name && account.role === "admin" && !account.has_password);
  return known ? await inviteAgain(known.id) : await addAccount(name, "admin");
}

/** `changed()` is called when the password was changed, which ends all other sign-ins. */
export function startOwnAccount(changed) {
  setText(byId("role-text"), translate("you-role-meaning", { role: pageConfig.caller.role }));
  startPasswordFields();
  byId("password-form").addEventListener("submit", (event) => {
    event.preventDefault();
    savePassword(changed);
  });
}

/** `account`: null for a token that was made on the command line. */
export function showOwnAccount({ account }) {
  setHidden(byId("password-form"), !account?.has_password);
  setHidden(byId("no-password"), account?.has_password ?? false);
}

async function savePassword(changed) {
  const old = byId("old-password").value;
  const chosen = byId("new-password").value;
  setText(byId("password-done"), "");
  const checks = [
    showProblem("new-password", passwordProblem(chosen, pageConfig.password_lengths)),
    showProblem("old-password", old ? "" : translate("own-password-missing")),
  ];
  if (!checks.every(Boolean)) return;
  hidePasswords();
  await whileBusy(byId("password-form"), () => changePassword(old, chosen).then(() => finish(changed)), refuse);
}

function finish(changed) {
  byId("password-form").reset();
  setText(byId("password-done"), translate("own-password-changed"));
  changed();
}

function refuse(error) {
  if (error.code === "wrong_password") showProblem("old-password", translate("own-password-wrong"));
  else showError(error);
}
