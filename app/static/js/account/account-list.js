/* All accounts, for admins: add, change, disable, invite. */
import { addAccount, allAccounts, changeAccount, inviteAgain } from "../access/access-api.js";
import { showSecret } from "../access/shown-secret.js";
import { pageConfig } from "../shared/config.js";
import { confirmed } from "../shared/confirm.js";
import { byId, element, fragment } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { foreign, rowButton, showTable } from "./access-table.js";
import { actOn, loadInto, whileBusy } from "./forms.js";
import { ROLES, roleName } from "./words.js";

/** `changed()` is called after each change. */
export function startAccountForm(changed) {
  byId("account-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = byId("account-name").value.trim();
    if (!name) byId("account-name").focus();
    else whileBusy(byId("account-form"), () => add(name).then(changed));
  });
}

async function add(name) {
  showInvitation(await addAccount(name, byId("account-role").value));
  byId("account-form").reset();
}

function showInvitation({ account: { name }, url, expires_at: expiresAt }) {
  const note = translate("accounts-link-note", { name, moment: moment(expiresAt) });
  showSecret(byId("invitation-secret"), { label: translate("accounts-link", { name }), note, value: url });
}

export function loadAccounts(changed) {
  return loadInto(byId("accounts-list"), async () => {
    const { accounts } = await allAccounts();
    showTable(byId("accounts-list"), {
      label: translate("accounts-title"),
      columns: [translate("accounts-name"), translate("accounts-role"), translate("accounts-since"), ""],
      rows: accounts.map((account) => buildRow(account, changed)),
      empty: translate("accounts-empty"),
    });
  });
}

function buildRow(account, changed) {
  const { name, created_at: createdAt } = account;
  const buttons = [inviteButton(account, changed), disableButton(account, changed)];
  return [foreign(name, noteOf(account)), roleChoice(account, changed), moment(createdAt), buttons];
}

function noteOf({ name, disabled, has_password: hasPassword }) {
  if (disabled) return translate("accounts-disabled");
  if (name === pageConfig.caller.name) return translate("accounts-you");
  return hasPassword ? "" : translate("accounts-no-password");
}

function roleChoice(account, changed) {
  const { id, name, role } = account;
  const options = ROLES.map((value) => element("option", { value, text: roleName(value) }));
  const label = translate("accounts-role-label", { name });
  const choice = element("select", { class: "input", "aria-label": label }, ...options);
  choice.value = role;
  choice.addEventListener("change", async () => {
    try {
      await changeAccount(id, { role: choice.value });
      changed();
    } catch (error) {
      showError(error);
      choice.value = role;
    }
  });
  return element("span", { class: "select" }, choice, fragment("choice-arrow"));
}

function inviteButton({ id, name, has_password: hasPassword }, changed) {
  const words = hasPassword
    ? [translate("accounts-new-password"), translate("accounts-new-password-label", { name })]
    : [translate("accounts-invite"), translate("accounts-invite-label", { name })];
  return rowButton(...words, async () => {
    try {
      showInvitation(await inviteAgain(id));
      changed();
    } catch (error) {
      showError(error);
    }
  });
}

function disableButton({ id, name, disabled }, changed) {
  const set = (value) => actOn("accounts-title", () => changeAccount(id, { disabled: value }), changed);
  if (disabled) {
    return rowButton(translate("accounts-enable"), translate("accounts-enable-label", { name }), () => set(false));
  }
  return rowButton(translate("accounts-disable"), translate("accounts-disable-label", { name }), async () => {
    const isSure = await confirmed({
      title: translate("accounts-ask-title", { name }),
      text: translate("accounts-ask-text"),
      yes: translate("accounts-ask-yes"),
      no: translate("accounts-ask-no"),
    });
    if (isSure) await set(true);
  });
}
