# Dateien der Bibliothek exportieren

export-open = Exportieren
export-title = Exportieren
export-close = Schließen
export-what-search = { $files ->
    [one] { $files } Datei, die gezeigt wird
   *[other] Alle { $files } Dateien, die gezeigt werden
}
export-what-selection = { $files ->
    [one] { $files } ausgewählte Datei
   *[other] { $files } ausgewählte Dateien
}
export-kind = Was
export-kind-table = Tabelle
export-kind-copies = Kopien
export-kind-captions = Zum Trainieren
export-kind-sidecars = XMP-Begleitdateien
# $option: die Option der Befehlszeile
export-no-roots = Dieser Server schreibt in keinen Ordner. Starte ihn mit { $option }, um Kopien, Bildtexte und Begleitdateien zu exportieren.
export-format = Format
export-folder = Ordner des Servers
export-layout = Aufbau
export-layout-texts = Eine Textdatei neben jedem Bild
export-layout-jsonl = Hugging Face (metadata.jsonl)
export-layout-webdataset = WebDataset (tar-Archive)
export-repeats = Wiederholungen
export-concept = Begriff
export-caption = Bildtext
export-names = Namen
# $example: eine Vorlage
export-names-hint = Werte in geschweiften Klammern, Ordner mit Schrägstrich, wie { $example }
export-links = Feste Verknüpfungen (Hardlinks) statt Kopien
export-xmp = Eine XMP-Begleitdatei neben jeder Kopie

# Was geschehen wird
# $format: der Tabelle
export-plan-table = { $files ->
    [one] Eine { $format }-Tabelle mit einer Zeile für { $files } Datei wird heruntergeladen.
   *[other] Eine { $format }-Tabelle mit je einer Zeile für { $files } Dateien wird heruntergeladen.
}
# $folder: des Servers
export-plan-copies = { $files ->
    [one] { $files } Datei wird nach { $folder } kopiert, samt den Dateien, die zu ihr gehören. Dort wird nichts überschrieben.
   *[other] { $files } Dateien werden nach { $folder } kopiert, samt den Dateien, die zu ihnen gehören. Dort wird nichts überschrieben.
}
export-plan-copies-xmp = { $files ->
    [one] { $files } Datei wird mit einer XMP-Begleitdatei nach { $folder } kopiert. Dort wird nichts überschrieben.
   *[other] { $files } Dateien werden nach { $folder } kopiert, jede mit einer XMP-Begleitdatei. Dort wird nichts überschrieben.
}
export-plan-links = { $files ->
    [one] { $files } Datei bekommt einen zweiten Namen in { $folder }. Wer sie dort bearbeitet, bearbeitet das Original.
   *[other] { $files } Dateien bekommen einen zweiten Namen in { $folder }. Wer eine dort bearbeitet, bearbeitet das Original.
}
export-plan-captions = { $files ->
    [one] { $files } Datei wird mit ihrem Bildtext nach { $folder } kopiert, wenn sie ein Bild ist und einen hat.
   *[other] Von { $files } Dateien werden die Bilder, die einen Bildtext haben, mit ihm nach { $folder } kopiert.
}
export-plan-sidecars = { $files ->
    [one] Eine XMP-Begleitdatei zu { $files } Datei wird nach { $folder } geschrieben. Das Original bleibt, wie es ist.
   *[other] XMP-Begleitdateien zu { $files } Dateien werden nach { $folder } geschrieben. Die Originale bleiben, wie sie sind.
}
export-start = Exportieren
export-download = Herunterladen

# Was geschieht und was geschehen ist. $done von $total Dateien
export-running = { $done } von { $total } Dateien
export-cancel = Export abbrechen
export-complete = { $files ->
    [one] Fertig: { $files } Datei nach { $folder } geschrieben ({ $size }).
   *[other] Fertig: { $files } Dateien nach { $folder } geschrieben ({ $size }).
}
export-incomplete = { $failed ->
    [one] { $files } nach { $folder } geschrieben; { $failed } Datei ist gescheitert.
   *[other] { $files } nach { $folder } geschrieben; { $failed } Dateien sind gescheitert.
}
export-cancelled = Nach { $done } von { $total } Dateien abgebrochen.
export-stopped = Nach { $done } von { $total } Dateien angehalten.
export-present = { $files ->
    [one] { $files } Datei war schon da.
   *[other] { $files } Dateien waren schon da.
}
export-left-out = { $files ->
    [one] { $files } Datei wurde ausgelassen.
   *[other] { $files } Dateien wurden ausgelassen.
}
export-changed = { $files ->
    [one] { $files } Original hat sich geändert, seit die Bibliothek es gelesen hat.
   *[other] { $files } Originale haben sich geändert, seit die Bibliothek sie gelesen hat.
}
# $path: des Originals, $name: sein neuer
export-renamed = { $path } heißt { $name }, weil sein Name vergeben war.
# $path: des Originals, $reason: warum, $cure: was zu tun ist, beide auf Englisch
export-failure = { $path }: { $reason }. { $cure }
