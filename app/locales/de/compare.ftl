# Zwei bis vier Dateien nebeneinander

compare-group = Vergleichen
compare-title = Vergleichen
compare-mode = Art des Vergleichs
compare-side = Nebeneinander
compare-slider = Schieber
compare-blink = Im Wechsel
compare-take-turns = Automatisch wechseln
compare-zoom-toggle = Zoom { $percent }{"\u00A0"}%. Zwischen Einpassen und 100{"\u00A0"}% wechseln
compare-close = Schließen
compare-pictures = Bilder
compare-picture = Bild { $number }: { $name }
compare-divider = Trennlinie
compare-keep = Nur dieses behalten
compare-keep-only = Nur { $name } behalten
compare-kept = { $name } ist eingeschlossen, die anderen sind ausgeschlossen.

compare-differences = Unterschiede
compare-differs = Unterschied
compare-same = Soweit bekannt, gibt es keine Unterschiede.
compare-none = keine Angabe
compare-name = Name
compare-folder = Ordner
compare-dimensions = Abmessungen
compare-size = Größe
compare-format = Format
compare-captured = Aufgenommen
compare-score = Bewertung
compare-favourite = Favorit
compare-yes = ja
compare-tool = Programm
compare-model = Modell
compare-seed = Seed
compare-steps = Schritte
compare-sampler = Sampler
compare-scheduler = Scheduler
compare-cfg-scale = CFG-Skala
compare-loras = LoRAs
compare-prompt = Prompt
compare-negative-prompt = Negativ-Prompt
compare-keywords = Stichwörter

compare-key-fit = Einpassen oder 100{"\u00A0"}%
compare-key-zoom = Vergrößern oder verkleinern
compare-key-move = Alle Bilder verschieben
compare-key-turn = Im Wechsel das andere der zwei Bilder zeigen
compare-key-divider = Trennlinie verschieben
