# The cards of files, their edits, and the panel beside the picture

# Scores
file-score-none = none
file-score-rejected = rejected
file-score-stars = { $score } of 5
file-score-title = Score { $score } of 5
file-favourite = Favourite

# A card: what a commit does with the file. "x" is a key.
file-take = Include { $name }
file-take-stack = { $files ->
    [one] Include the stack of { $files } file of { $name }
   *[other] Include the stack of { $files } files of { $name }
}
file-remove = Remove { $name } from the library
file-take-hint = Include or exclude (x)
file-remove-hint = Remove from the library (x)

# A card: labels on the picture
file-nsfw = NSFW
file-unread = Picture not read yet
file-failed = Failed
file-warning = Warning
file-edited = Edited
file-removed = To be removed
file-excluded = Excluded
file-hidden = Hidden
file-taken-out = Removed
file-skipped = Skipped

file-keyword-remove = Remove keyword { $keyword }

# Only the beginning of a long value was loaded
file-excerpt-text = The first { $shown } of { $whole } characters.
file-excerpt-items = The first { $shown } of { $whole }.

# A step of a collection. $collection: its path
file-step-collection-created = Collection { $collection } created
file-step-collection-deleted = Collection { $collection } deleted
file-step-collection-changed = Collection { $collection } changed: { $name }
file-step-collection-added = { $files ->
    [one] { $files } file added to { $collection }
   *[other] { $files } files added to { $collection }
}
file-step-collection-removed = { $files ->
    [one] { $files } file removed from { $collection }
   *[other] { $files } files removed from { $collection }
}
file-step-collection-ordered = { $collection } put in another order

# What a step of editing did
file-step-reverted = { $files ->
    [one] Changes reverted in { $files } file
   *[other] Changes reverted in { $files } files
}
file-step-several = { $files ->
    [one] Several changes to { $files } file
   *[other] Several changes to { $files } files
}
file-step-to-remove = { $files ->
    [one] To be removed from the library: { $files } file
   *[other] To be removed from the library: { $files } files
}
file-step-kept = { $files ->
    [one] Kept in the library: { $files } file
   *[other] Kept in the library: { $files } files
}
file-step-included = { $files ->
    [one] Included: { $files } file
   *[other] Included: { $files } files
}
file-step-excluded = { $files ->
    [one] Excluded: { $files } file
   *[other] Excluded: { $files } files
}
file-step-solved = { $groups ->
    [one] Duplicates solved: { $groups } group
   *[other] Duplicates solved: { $groups } groups
}, { $hidden ->
    [one] { $hidden } copy hidden
   *[other] { $hidden } copies hidden
}, { $merged ->
    [0] no marks merged
   *[other] marks of { $merged } merged
}
file-step-imported = { $files ->
    [one] Imported into { $files } file
   *[other] Imported into { $files } files
}
file-step-removed = { $files ->
    [one] Removed from the library: { $files } file
   *[other] Removed from the library: { $files } files
}
file-step-hidden = { $files ->
    [one] Hidden: { $files } file
   *[other] Hidden: { $files } files
}
file-step-shown = { $files ->
    [one] No longer hidden: { $files } file
   *[other] No longer hidden: { $files } files
}
file-step-title = { $files ->
    [one] Title changed in { $files } file
   *[other] Title changed in { $files } files
}
file-step-note = { $files ->
    [one] Note changed in { $files } file
   *[other] Note changed in { $files } files
}
file-step-unscored = { $files ->
    [one] Score removed from { $files } file
   *[other] Score removed from { $files } files
}
file-step-rejected = { $files ->
    [one] Rejected: { $files } file
   *[other] Rejected: { $files } files
}
file-step-scored = { $files ->
    [one] Score { $score } for { $files } file
   *[other] Score { $score } for { $files } files
}
file-step-favourite = { $files ->
    [one] Favourite: { $files } file
   *[other] Favourite: { $files } files
}
file-step-no-favourite = { $files ->
    [one] No favourite: { $files } file
   *[other] No favourite: { $files } files
}
file-step-keyword-added = { $files ->
    [one] Keyword “{ $keyword }” added to { $files } file
   *[other] Keyword “{ $keyword }” added to { $files } files
}
# $keywords: two or more
file-step-keywords-added = { $files ->
    [one] { $keywords } keywords added to { $files } file
   *[other] { $keywords } keywords added to { $files } files
}
file-step-keyword-removed = { $files ->
    [one] Keyword “{ $keyword }” removed from { $files } file
   *[other] Keyword “{ $keyword }” removed from { $files } files
}
file-step-keywords-removed = { $files ->
    [one] { $keywords } keywords removed from { $files } file
   *[other] { $keywords } keywords removed from { $files } files
}
file-step-keywords-changed = { $files ->
    [one] Keywords changed in { $files } file
   *[other] Keywords changed in { $files } files
}
# $sentence: one of the above
file-step-not-read = { $files ->
    [one] { $sentence }. { $files } file was not read and stays as it is.
   *[other] { $sentence }. { $files } files were not read and stay as they are.
}
file-step-undone = Undone: { $sentence }
file-step-redone = Done again: { $sentence }

# The panel: what a commit does with the file
panel-why-new = New: neither this path nor this content is in the library.
panel-why-changed = The library has other values at this path.
panel-why-moved = The same content, and its old path no longer exists.
panel-why-duplicate = The library has the same content at { $path }.
panel-why-duplicate-here = Another file of this session has the same content.
panel-why-same = The library already has it exactly as it is on the disk.
panel-why-gone = In the library, but no longer on the disk.

# The panel: old and new side by side
panel-changes = What changes
panel-changes-path = What moves
panel-changes-field = Field
panel-changes-old = In the library
panel-changes-new = Now
panel-changes-none = none
panel-changes-no-keywords = none
panel-changes-rest = { $keywords } unchanged
# After keywords
panel-changes-and-rest = and { $keywords } unchanged
panel-yes = yes
panel-no = no

# The panel: names of fields
panel-field-path = Path
panel-field-size = Size
panel-field-mtime = Changed on disk
panel-field-kind = Kind
panel-field-format = Format
panel-field-width = Width
panel-field-height = Height
panel-field-duration = Duration
panel-field-frames = Frames
panel-field-frame-rate = Frames per second
panel-field-codec = Codec
panel-field-captured = Captured
panel-field-content-identifier = Live Photo identifier
panel-field-camera-make = Camera, make
panel-field-camera-model = Camera, model
panel-field-latitude = Latitude
panel-field-longitude = Longitude
panel-field-tool = Tool
panel-field-prompt = Prompt
panel-field-negative-prompt = Negative prompt
panel-field-seed = Seed
panel-field-steps = Steps
panel-field-sampler = Sampler
panel-field-scheduler = Scheduler
panel-field-cfg-scale = CFG scale
panel-field-model = Model
panel-field-loras = LoRAs
panel-field-prompts = All prompts
panel-field-passes = Passes
panel-field-models = Merged models
panel-field-keywords = Keywords
panel-field-title = Title
panel-field-note = Note
panel-field-score = Score
panel-field-favourite = Favourite
panel-field-nsfw-score = NSFW score
panel-field-nsfw-model = NSFW model
panel-field-nsfw = NSFW
panel-field-pixels-read = Picture
panel-unread = not read yet; a session with “Pictures” switched on reads it
panel-field-content = Content
panel-field-picture = Picture
panel-field-look = Look
panel-field-failures = Warnings
panel-field-blocks = Metadata

# The panel: what is known about the file
# $step: one of the following
panel-failed = Failed while { $step }
panel-warning = Warning while { $step }
panel-step-open = opening the file
panel-step-identify = recognizing the format
panel-step-hash = computing the checksum
panel-step-metadata = reading the metadata
panel-step-generation = reading the prompt and settings
panel-step-sidecar = reading the sidecar file
panel-step-decode = decoding
panel-step-thumbnail = making the thumbnail
panel-step-nsfw = checking for NSFW
panel-step-worker = reading the file
panel-score = Score { $score } of { $most }
panel-score-stars = { $score } of { $most }
panel-score-rejected = Rejected
panel-settings = Settings
panel-file = File
panel-outcome = Outcome
panel-outcome-pending = pending
panel-outcome-ok = ok
panel-outcome-failed = failed
panel-outcome-skipped = skipped
panel-dimensions = Dimensions
panel-camera = Camera
panel-nsfw-share = { $percent }%
panel-nsfw-share-over = { $percent }%, over the threshold

# The panel: what each prompt is for, and the passes
panel-role-positive = Positive
panel-role-negative = Negative
panel-role-style = Style
panel-role-region = Region
panel-role-character = Character
panel-role-later = Later pass
panel-role-detail = Detail
# $role: one of the names before, $source: where the text stood, as `node 6`
panel-prompt-source = { $role }, { $source }
panel-pass-seed = seed { $seed }
panel-pass-steps = { $steps ->
    [one] { $steps } step
   *[other] { $steps } steps
}
panel-pass-cfg = CFG { $cfg }
panel-pass-denoise = denoise { $denoise }
panel-pass-upscaler = upscaler { $upscaler }

# The panel: the rest of a long value
panel-show-all = Show all
panel-show-all-prompt = Show all: prompt
panel-show-all-negative-prompt = Show all: negative prompt
panel-show-all-loras = Show all: loras
panel-show-all-prompts = Show all: prompts
panel-show-all-passes = Show all: passes
panel-show-all-models = Show all: merged models
panel-show-all-keywords = Show all: keywords
panel-all-shown = The full text is shown.

# The panel: buttons that copy, and what they copied, as in "Copied: prompt."
panel-copy-prompt = Copy the prompt
panel-copy-negative-prompt = Copy the negative prompt
panel-copy-seed = Copy the seed
panel-copy-settings = Copy all settings
panel-copied-prompt = prompt
panel-copied-negative-prompt = negative prompt
panel-copied-seed = seed
panel-copied-settings = all settings
panel-copied-path = path
panel-copied-workflow = workflow

# The panel: metadata blocks as they were read. $name: "png:parameters", for example
panel-raw-loading = Loading the metadata…
panel-raw-none = No metadata was found in this file.
panel-raw-size = { $characters ->
    [one] { $characters } character
   *[other] { $characters } characters
}
panel-raw-copy = Copy { $name }
panel-raw-shortened = The first { $shown } of { $whole } characters. The copy has all of them.

# Pieces of pages that scripts fill
fragment-cause-retry = Retry
fragment-past-parameters = Parameters
fragment-past-preview = Preview
# Before links: "Report HTML JSON CSV"
fragment-past-report = Report
fragment-past-undo = Undo
fragment-grid-retry = Try again
fragment-refusal-title = Not undone.
fragment-refusal-dismiss = Dismiss
fragment-refusal-commits = Commits to undo first
fragment-refusal-files = Files that were changed since
