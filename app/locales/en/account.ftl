# The account page

account-page = Account
account-to-ingest = Ingest
account-heading = Account and access
account-sections = Sections
# The heading of a column that holds buttons
account-actions = Actions

# Who has opened the page
you-title = Your account
you-name = Name
you-role = Role
# $role: viewer, editor or admin. It stands after the role's name.
you-role-meaning = { $role ->
    [viewer] can look at everything and watch sessions run
    [editor] can also ingest, edit, commit, undo and share
   *[admin] can do everything, including managing accounts
}
you-no-password = This account has no password: another service signs it in.

# A server on which nobody has to sign in
local-section = This machine
local-title = This machine, no account
local-text =
    Nobody has to sign in, because only this machine can reach the server. Whoever uses it may do everything.
    Once there is an admin, everybody has to sign in, here too.
local-first-admin = Name of the first admin
local-add = Add the first admin

# Changing the password
own-password-title = Change the password
own-password-old = Current password
own-password-new = New password
own-password-show-old = Show the current password
own-password-show-new = Show the new password
own-password-help = At least { $shortest } characters.
own-password-save = Change the password
own-password-missing = Enter your current password.
own-password-changed = The password was changed. All other browsers were signed out.
own-password-wrong = This is not your current password.

# The browsers that are signed in
browsers-title = Signed-in browsers
browsers-browser = Browser
browsers-address = Address
browsers-used = Last used
browsers-empty = No browser is signed in with this account.
browsers-this = this browser
# "Firefox on Linux"
browsers-name = { $browser } on { $system }
browsers-unknown = Unknown browser
browsers-sign-out = Sign out
browsers-sign-out-label = Sign out { $browser }
browsers-ask-title = Sign out this browser?
browsers-ask-text = { $browser } will have to sign in again.
browsers-ask-yes = Sign out
browsers-ask-no = Keep signed in
browsers-done = The browser was signed out.

# Tokens, one's own and those of all accounts
tokens-title = Your tokens
tokens-note = for scripts and other programs
tokens-all-title = All tokens
tokens-name = Name
tokens-account = Account
tokens-role = Role
tokens-expires = Expires
tokens-used = Last used
tokens-empty = You have no tokens. Create one for a script that watches or starts sessions.
tokens-all-empty = There are no tokens.
# Stands for the account that made a token
tokens-command-line = command line
tokens-expired = expired
tokens-never-used = never
tokens-form = Create a token
tokens-purpose = What it is for
tokens-form-role = Role
tokens-days = Days valid
tokens-create = Create token
tokens-new = New token
tokens-new-note = The token “{ $name }” is shown once. Send it as: Authorization: Bearer TOKEN
tokens-revoke = Revoke
tokens-revoke-label = Revoke the token { $name }
tokens-ask-title = Revoke “{ $name }”?
tokens-ask-text = Programs that use this token will be refused.
tokens-ask-yes = Revoke token
tokens-ask-no = Keep token

# All accounts
accounts-title = Accounts
accounts-name = Name
accounts-role = Role
accounts-since = Since
accounts-empty = There are no accounts yet.
accounts-you = you
accounts-disabled = disabled
accounts-no-password = no password yet
accounts-role-label = Role of { $name }
accounts-form = Add an account
accounts-form-name = Name
accounts-form-role = Role
accounts-add = Add account
accounts-new-password = New password
accounts-new-password-label = New password: an invitation link for { $name }
accounts-invite = Invite again
accounts-invite-label = Invite again: an invitation link for { $name }
accounts-link = Invitation link for { $name }
accounts-link-note =
    Send this link to { $name }. It opens a page for choosing a password.
    It works once, until { $moment }, and is shown only now.
accounts-enable = Enable
accounts-enable-label = Enable { $name }
accounts-disable = Disable
accounts-disable-label = Disable { $name }
accounts-ask-title = Disable { $name }?
accounts-ask-text =
    The account is signed out everywhere, and its tokens stop working. You can enable it again later.
accounts-ask-yes = Disable account
accounts-ask-no = Keep account

# Guest links
guest-links-title = Guest links
guest-links-note = let people without an account see one session or one search
guest-links-shows = Shows
guest-links-by = Created by
guest-links-created = Created
guest-links-expires = Expires
guest-links-empty =
    There are no guest links. Use “Share” on the Process step or in the library to create one.
# $session: its id
guest-links-session = Session { $session }
guest-links-library = The whole library
# $conditions: what was searched for, a list with commas
guest-links-search = Search: { $conditions }
guest-links-words = “{ $words }”
guest-links-keyword = keyword { $keyword }
guest-links-revoke = Revoke
guest-links-revoke-label = Revoke the link of { $moment }
guest-links-ask-title = Revoke this link?
guest-links-ask-text =
    It stops working at once, and pages that were opened with it close within a few seconds.
guest-links-ask-yes = Revoke link
guest-links-ask-no = Keep link

# The stream inspector: who follows a session right now
streams-title = Live connections
# $percent: a number from 0 to 100
streams-percent = { $percent } % of the browsers stream
streams-who = Who
streams-session = Session
streams-transport = Transport
# How the stream began
streams-start = Began with
streams-snapshot = snapshot
streams-resumed = resumed
streams-lag = Behind
streams-sent = Sent
streams-since = Connected for
streams-stream = stream
streams-poll = polling
streams-none-behind = nothing
# $states: a number
streams-behind = { $states ->
    [one] { $states } state
   *[other] { $states } states
}
# $time: "3 s". The client does not read, so its connection is full
streams-stalled = stalled for { $time }
streams-asked = asked { $time } ago
streams-empty = Nobody follows a session right now.
streams-drop = Drop
streams-drop-label = Drop this connection to session { $session }, to see it heal
streams-dropped = The connection was dropped. Its page reconnects by itself.

# The audit log
audit-title = Audit log
audit-note = newest first
audit-when = When
audit-who = Who
audit-action = Action
audit-target = Target
audit-from = From
audit-empty = There are no entries yet.
audit-more = Show more
# How somebody proved who they are, after their name
audit-local = this machine
audit-by-token = by token
audit-by-proxy = by proxy
audit-by-guest-link = by guest link
