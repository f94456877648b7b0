# The viewer: one file in full size, and its zoom

# The bar at the top. The key of each button is added in parentheses.
viewer-bar = View
viewer-video = Video
viewer-frame-back = Previous frame
viewer-frame-forward = Next frame
viewer-loop = Loop
viewer-speed = Speed
# $speed: 0.25 to 2
viewer-speed-times = { $speed }×
viewer-slideshow = Slideshow
viewer-slideshow-seconds = Seconds per picture
viewer-fullscreen = Fullscreen
viewer-details = Details
viewer-close = Close

# The stage
viewer-picture = Picture
viewer-reveal = NSFW. Show it
viewer-previous = Previous file
viewer-next = Next file
viewer-retry = Retry
viewer-filmstrip = Files before and after this one
# A file of the filmstrip whose name is still being loaded
viewer-file-number = File { $number }

# What is told to those who do not see it
viewer-place-spoken = { $name }, { $number } of { $total }
viewer-retrying = The file is being read again.
viewer-slideshow-running = The slideshow is running.
viewer-slideshow-stopped = The slideshow has stopped.
viewer-speed-now = Speed { $speed }×
viewer-looped = The video is looped.
viewer-not-looped = The video is not looped.
viewer-muted = Muted.
viewer-sound-on = Sound on.

# The panel beside the picture
viewer-copy-path = Copy the path
viewer-file-details = File details
viewer-edit = Score and keywords
viewer-edit-revert = Revert my changes
viewer-score = Score
viewer-score-none = No score
viewer-score-rejected = Rejected
viewer-score-of = { $score } of 5
viewer-favourite = Favourite
viewer-title = Title
viewer-note = Note
viewer-keywords = Keywords
viewer-keyword-add = Add a keyword
# All values are keys.
viewer-edit-keys =
    { $rate } rate · { $reject } reject · { $favourite } favourite · { $exclude } exclude
    · { $help } all keys
viewer-downloads = Copy and download
viewer-copy-settings = Copy all settings
viewer-copy-workflow = Copy workflow
viewer-download-workflow = Download workflow
viewer-open-original = Open original
viewer-download-original = Download original
viewer-download-clean = Download clean copy
viewer-download-clean-why = Without metadata: no prompt, no place, no camera
viewer-raw = Metadata as it was read

# A picture of several files: RAW + JPEG, or a Live Photo. "RAW" and "Live Photo" are not translated.
item-files = Files of this picture
item-key = Next file of the picture: RAW, video
item-picture = Picture
item-file-raw = RAW
item-file-motion = Video
item-shown = { $role } is shown: { $name }
item-raw = RAW + { $format }
item-live = Live Photo
item-raw-live = RAW + { $format } + Live Photo

# The list of keys
viewer-keys = Viewer
viewer-key-files = Previous or next file
viewer-key-pages = Next or previous file
viewer-key-ten = Ten files back or on
viewer-key-ends = First or last file
viewer-key-details = Show or hide the details
viewer-key-fullscreen = Fullscreen
viewer-key-slideshow = Start or stop the slideshow
viewer-key-copy-prompt = Copy the prompt
viewer-key-back = Back to the list
viewer-keys-video = Video
viewer-key-play = Play or pause
viewer-key-seek = 5 seconds back or on
viewer-key-frame = Previous or next frame
viewer-key-speed = Slower or faster
viewer-key-loop = Loop
viewer-key-mute = Mute
viewer-keys-rate = Rate
viewer-key-rate = Rate
viewer-key-reject = Reject
viewer-key-remove-score = Remove the score
viewer-key-favourite = Favourite
viewer-key-include = Include or exclude

# The zoom. At 100% each pixel of the file is one of the screen; "fit" shows the whole picture.
zoom-group = Zoom
zoom-out = Zoom out
zoom-in = Zoom in
zoom-toggle = Fit ↔ 100%
zoom-percent = { $percent }%
zoom-to-actual = Zoom { $percent }%. Show at 100%
zoom-to-fit = Zoom { $percent }%. Fit
zoom-keys = Zoom
zoom-key-fit = Fit or 100%, as a double click
zoom-key-in = Zoom in, as the wheel
zoom-key-out = Zoom out
zoom-key-move = Move a picture that is larger than its stage
