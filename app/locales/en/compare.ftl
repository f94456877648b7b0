# Two to four files beside each other

compare-group = Compare
compare-title = Compare
compare-mode = How
compare-side = Side by side
compare-slider = Slider
compare-blink = Blink
compare-take-turns = Take turns
compare-zoom-toggle = Zoom { $percent }%. Switch between fit and 100%
compare-close = Close
compare-pictures = Pictures
compare-picture = Picture { $number }: { $name }
compare-divider = Divider
compare-keep = Keep only this
compare-keep-only = Keep only { $name }
compare-kept = { $name } is included, the others are excluded.

# The table of what differs: a field a row, a file a column
compare-differences = What differs
compare-differs = Differs
compare-same = Nothing that is known about them differs.
compare-none = none
compare-name = Name
compare-folder = Folder
compare-dimensions = Dimensions
compare-size = Size
compare-format = Format
compare-captured = Captured
compare-score = Score
compare-favourite = Favourite
# The file is a favourite
compare-yes = yes
compare-tool = Tool
compare-model = Model
compare-seed = Seed
compare-steps = Steps
compare-sampler = Sampler
compare-scheduler = Scheduler
compare-cfg-scale = CFG scale
compare-loras = LoRAs
compare-prompt = Prompt
compare-negative-prompt = Negative prompt
compare-keywords = Keywords

# The list of keys
compare-key-fit = Fit or 100%
compare-key-zoom = Zoom in or out
compare-key-move = Move all pictures
compare-key-turn = Show the other picture, of two in turns
compare-key-divider = Move the divider
