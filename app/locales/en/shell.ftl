# What every page has, the pages of guests and of errors

# The skip link and the bar at the top
skip-to-content = Skip to content
brand-link = Headrace, start page
page-tools = Page
theme-system = Theme: system
theme-light = Theme: light
theme-dark = Theme: dark

# The steps at the top of the ingest page
steps = Steps
step-configure = Configure
step-process = Process
step-preview = Preview
step-commit = Commit
to-library = Library
to-history = History
session-lost-title = Session not found
session-lost-all = See all sessions
session-lost-choose = Choose folders
# $reason: a sentence of the server
session-lost-reason = { $reason } It may have been deleted in another tab.

# $command: the name of a command of the terminal
page-needs-script = This page needs JavaScript. The API at /docs and the { $command } command work without it.
footer-api = API
footer-language = Language
toast-dismiss = Dismiss

# The list of keys
keys-title = Keyboard shortcuts
keys-close = Close
keys-list = Keys
keys-everywhere = Everywhere
key-show-all = Show all keys
key-close = Close

# What a guest link shows
guest-title-session = Progress
guest-title-search = Shared files
guest-title-nothing = Link
guest-badge = Shared with you
guest-connecting = Connecting
guest-until = This link works until { $moment }.
guest-search-title = Shared files
guest-total = { $files ->
    [one] { $files } file.
   *[other] { $files } files.
}
guest-show-nsfw = Show NSFW
guest-files = Files
guest-empty-title = No files
guest-empty-text = No files in the library match this link at the moment.
guest-over-title = This link has expired or was revoked
guest-over-text = Ask the person who sent it to you for a new one.
guest-nsfw = NSFW

# The pages of errors
error-status = Error { $status }
error-address-invalid = This address is not valid
error-not-allowed = You may not open this page
error-not-found = Page not found
error-not-found-cure = Check the address for typos. What it showed may also have been deleted.
error-no-page = There is no page at this address
error-gone = This page is gone
error-other-name = This server has another name
error-part-invalid = Something in this address is not valid
error-too-many = Too many requests
error-server = Something went wrong on the server
error-not-available = Not available at the moment
error-other = This page cannot be shown
error-links = Other pages
error-to-start = Start page
error-to-library = Library
error-try-again = Try again

# What a guest link that is made here would show
share-session-what =
    Anybody with the link sees the live progress of this session and nothing else: no other session, no files.
share-search-what =
    Anybody with the link sees the names and thumbnails of what this search finds, now and later, and nothing else: no
    folders, no originals, no other files.
