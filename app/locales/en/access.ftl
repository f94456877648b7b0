# Signing in, accounts in the top bar, sharing by link

# $role: viewer, editor or admin
role-name = { $role ->
    [viewer] Viewer
    [editor] Editor
    [admin] Admin
   *[other] { $role }
}

# The account menu of the top bar. "Local" stands for a name where nobody has to sign in.
account-menu-local = Local
account-menu-button = { $name }, account menu
account-menu-no-account = This machine, no account
account-menu-no-account-text = Whoever uses this machine may do everything.
account-menu-accounts = Accounts and access
account-menu-account = Account and access
account-menu-sign-out = Sign out

# Password fields
password-show = Show the password
password-too-short = Use at least { $shortest } characters. You entered { $entered }.
password-too-long = Use at most { $longest } characters. You entered { $entered }.

# Signing in
sign-in-title = Sign in
# $provider: another service, as the server's settings name it
sign-in-with = Sign in with { $provider }
sign-in-or = or with a password
sign-in-name = Name
sign-in-password = Password
sign-in-submit = Sign in
sign-in-help = No account, or forgot your password? Ask an admin for an invitation link.
sign-in-name-missing = Enter your name.
sign-in-password-missing = Enter your password.
sign-in-too-many = { $minutes ->
    [one] Too many attempts to sign in have failed. Try again in a minute.
   *[other] Too many attempts to sign in have failed. Try again in { $minutes } minutes.
}

# Accepting an invitation
invitation-title = Choose a password
invitation-welcome = Welcome, { $name }
invitation-welcome-first = Welcome to Headrace
invitation-lede = Choose a password to sign in with.
invitation-lede-first =
    This creates the server's first account, an admin. Choose a name and a password to sign in with.
invitation-role = { $role ->
    [viewer] You can look at everything and watch sessions run.
    [editor] You can ingest, edit, commit, undo and share.
   *[admin] You can do everything, including managing accounts.
}
invitation-name = Name
invitation-password = Password
invitation-password-help = At least { $shortest } characters. A few words are easy to remember and hard to guess.
invitation-submit = Set the password and sign in
invitation-submit-first = Create the account
invitation-name-missing = Choose a name to sign in with.
invitation-name-taken = Another account has this name. Choose another one.

# An invitation that cannot be accepted
invitation-over-page = Invitation
invitation-over-title = This invitation no longer works
invitation-over-text =
    It has been used, was replaced by a newer one, or has expired. Ask an admin for a new one.
    If the server has no accounts yet, each start prints a new link.
invitation-over-sign-in = Go to sign-in

# What covers a page whose sign-in is over
signed-out-dialog-title = You are signed out
signed-out-dialog-text = Your sign-in expired or was ended elsewhere. Sessions on the server keep running.
signed-out-dialog-again = Sign in again

# The dialog that makes a guest link
share-dialog-title = Share by link
share-dialog-close = Close
share-dialog-works-for = The link works for
share-dialog-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
share-dialog-create = Create link
share-dialog-until = It works until { $moment }.
share-dialog-qr = QR code of the link
share-dialog-link = Guest link
share-dialog-once = The link is shown once.
# $option: an option of the command that starts the server
share-dialog-local =
    This server can only be reached from its own machine, so the link works only there.
    Start it with { $option } to let other machines connect.
# $page: a link with the text of share-dialog-revoke-page
share-dialog-revoke = It can be revoked on the { $page }.
share-dialog-revoke-page = account page

# A link or a token that is shown once, with a button that copies it
secret-copy = Copy
secret-copied = Copied
secret-copy-by-keys = Press Ctrl+C
