/* The account page: the sections that the caller's role has. */
import { ownAccount } from "../access/access-api.js";
import { loadAccounts, startAccountForm } from "../account/account-list.js";
import { AuditLog } from "../account/audit-log.js";
import { loadInto } from "../account/forms.js";
import { loadGuestLinks } from "../account/guest-link-list.js";
import { showOwnAccount, startFirstAdmin, startOwnAccount } from "../account/own-account.js";
import { showSignIns } from "../account/sign-in-list.js";
import { StreamInspector } from "../account/stream-inspector.js";
import { loadAllTokens, loadOwnTokens, startTokenForm } from "../account/token-list.js";
import { mayEdit, mayManage } from "../shared/caller.js";
import { pageConfig } from "../shared/config.js";
import { byId } from "../shared/dom.js";
import { startPage } from "./page.js";

class AccountPage {
  #isLocal = pageConfig.caller.credential === "local";
  #audit = mayManage() ? new AuditLog() : null;

  start() {
    startPage();
    if (this.#isLocal) startFirstAdmin(byId("first-admin"));
    else this.#startOwn();
    if (mayManage()) {
      startAccountForm(() => this.#accountsChanged());
      new StreamInspector().start();
    }
    this.#load();
  }

  #startOwn() {
    startOwnAccount(() => this.#loadOwn());
    startTokenForm(() => this.#tokensChanged());
  }

  #load() {
    if (!this.#isLocal) {
      this.#loadOwn();
      loadOwnTokens(() => this.#tokensChanged());
    }
    if (mayEdit()) this.#loadGuestLinks();
    if (mayManage()) {
      this.#accountsChanged();
      loadAllTokens(() => this.#tokensChanged());
    }
  }

  #loadOwn() {
    return loadInto(byId("browsers-list"), async () => {
      const me = await ownAccount();
      showOwnAccount(me);
      showSignIns(me, () => this.#loadOwn());
    });
  }

  async #tokensChanged() {
    if (!this.#isLocal) await loadOwnTokens(() => this.#tokensChanged());
    if (mayManage()) await loadAllTokens(() => this.#tokensChanged());
    await this.#audit?.load();
  }

  async #accountsChanged() {
    await loadAccounts(() => this.#accountsChanged());
    await this.#audit?.load();
  }

  async #loadGuestLinks() {
    await loadGuestLinks(() => this.#loadGuestLinks());
  }
}

new AccountPage().start();
