<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About Restorer</source>
        <translation>Über Restorer</translation>
    </message>
    <message>
        <source>Built with:</source>
        <translation>Gebaut mit:</translation>
    </message>
    <message>
        <source>Free software under the MIT licence.</source>
        <translation>Freie Software unter der MIT-Lizenz.</translation>
    </message>
    <message>
        <source>Photos stay on this computer. Nothing is sent anywhere.</source>
        <translation>Fotos bleiben auf diesem Computer. Nichts wird irgendwohin gesendet.</translation>
    </message>
    <message>
        <source>Restorer {version}</source>
        <translation>Restorer {version}</translation>
    </message>
    <message>
        <source>Weights:</source>
        <translation>Modelle:</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>Ihr eigenes</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>The other language is spoken from the next start on.</source>
        <translation>Die andere Sprache gilt ab dem nächsten Start.</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Problem: {sentence}</source>
        <translation>Problem: {sentence}</translation>
    </message>
    <message>
        <source>Put this message away</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>BatchDialog</name>
    <message numerus="yes">
        <source>%Ln photo(s) into “{output}”</source>
        <translation>
            <numerusform>%Ln Foto nach „{output}“</numerusform>
            <numerusform>%Ln Fotos nach „{output}“</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Back to the one at work</source>
        <translation>Zurüc&amp;k zum laufenden</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>&amp;Start afresh</source>
        <translation>Neu &amp;starten</translation>
    </message>
    <message>
        <source>&amp;Start after it</source>
        <translation>Danach &amp;starten</translation>
    </message>
    <message>
        <source>&amp;View report</source>
        <translation>Bericht &amp;ansehen</translation>
    </message>
    <message>
        <source>, {n} looked at</source>
        <translation>, {n} angesehen</translation>
    </message>
    <message>
        <source>An earlier batch into this folder was not finished; of its {total} photos {n} are left.</source>
        <translation>Ein früherer Stapel in diesen Ordner wurde nicht fertig; übrig: {n} von {total} Fotos.</translation>
    </message>
    <message>
        <source>An&amp;other folder …</source>
        <translation>We&amp;iterer Ordner …</translation>
    </message>
    <message>
        <source>As the open photo</source>
        <translation>Wie das offene Foto</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>Sch&amp;ließen</translation>
    </message>
    <message>
        <source>Checking what is there: {done} of {total}</source>
        <translation>Vorhandenes wird geprüft: {done} von {total}</translation>
    </message>
    <message>
        <source>Continu&amp;e</source>
        <translation>Fortfü&amp;hren</translation>
    </message>
    <message>
        <source>Continu&amp;e {n} of {total}</source>
        <translation>{n} von {total} fortfü&amp;hren</translation>
    </message>
    <message>
        <source>Counting …</source>
        <translation>Zählen …</translation>
    </message>
    <message>
        <source>Drop a folder or photos here, or choose them above.</source>
        <translation>Ziehen Sie einen Ordner oder Fotos hierher, oder wählen Sie sie oben aus.</translation>
    </message>
    <message>
        <source>How far it is</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>How long it takes cannot be told.</source>
        <translation>Wie lange es dauert, lässt sich nicht sagen.</translation>
    </message>
    <message>
        <source>It takes {time} on this computer.</source>
        <translation>Dauert {time} auf diesem Computer.</translation>
    </message>
    <message>
        <source>Measured on {n} of them.</source>
        <translation>Gemessen an {n} davon.</translation>
    </message>
    <message>
        <source>Measuring how long it takes …</source>
        <translation>Die Dauer wird gemessen …</translation>
    </message>
    <message>
        <source>Needs about {needed} of disk, {free} are free.</source>
        <translation>Braucht etwa {needed} Speicherplatz, frei sind {free}.</translation>
    </message>
    <message>
        <source>Next: {folders}</source>
        <translation>Als Nächstes: {folders}</translation>
    </message>
    <message>
        <source>Photos and what they become</source>
        <translation>Fotos und was aus ihnen wird</translation>
    </message>
    <message>
        <source>Restore a folder</source>
        <translation>Ordner restaurieren</translation>
    </message>
    <message>
        <source>Retr&amp;y {n} that failed</source>
        <translation>Fe&amp;hlgeschlagene wiederholen ({n})</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>Been&amp;den</translation>
    </message>
    <message>
        <source>Stop it; it can be continued later</source>
        <translation>Beenden; später lässt es sich fortführen</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Beendet.</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>Wird beendet …</translation>
    </message>
    <message>
        <source>What each photo needs</source>
        <translation>Was jedes Foto braucht</translation>
    </message>
    <message>
        <source>another has this name already</source>
        <translation>ein anderes heißt schon so</translation>
    </message>
    <message>
        <source>replaces the file that is there</source>
        <translation>ersetzt die vorhandene Datei</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %Ln photo(s)</source>
        <translation>
            <numerusform>{done} von %Ln Foto</numerusform>
            <numerusform>{done} von %Ln Fotos</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} not readable</source>
        <translation>{n} nicht lesbar</translation>
    </message>
    <message>
        <source>{n} skipped</source>
        <translation>{n} übersprungen</translation>
    </message>
    <message>
        <source>{n} to do</source>
        <translation>{n} zu erledigen</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>{what} Photos: {n}.</source>
        <translation>{what} Fotos: {n}.</translation>
    </message>
    <message>
        <source>⚠ Paused. {why}</source>
        <translation>⚠ Angehalten. {why}</translation>
    </message>
</context>
<context>
    <name>BatchForm</name>
    <message>
        <source>&amp;Choose…</source>
        <translation>&amp;Wählen…</translation>
    </message>
    <message>
        <source>&amp;Folder…</source>
        <translation>&amp;Ordner…</translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation>&amp;Ziel</translation>
    </message>
    <message>
        <source>&amp;Photos</source>
        <translation>&amp;Fotos</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>&amp;Restaurieren</translation>
    </message>
    <message>
        <source>&amp;Write a report beside the outputs</source>
        <translation>&amp;Bericht neben die Ergebnisse schreiben</translation>
    </message>
    <message>
        <source>Add a number to the new one</source>
        <translation>Neue Datei nummerieren</translation>
    </message>
    <message>
        <source>Choose a folder for the restored photos.</source>
        <translation>Wählen Sie einen Ordner für die restaurierten Fotos.</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>Ordner mit Fotos wählen</translation>
    </message>
    <message>
        <source>Choose or drop a folder of photos.</source>
        <translation>Wählen Sie einen Ordner mit Fotos, oder ziehen Sie ihn hierher.</translation>
    </message>
    <message>
        <source>Choose or drop a folder, or photos</source>
        <translation>Ordner oder Fotos wählen oder hierher ziehen</translation>
    </message>
    <message>
        <source>Choose single photos</source>
        <translation>Einzelne Fotos wählen</translation>
    </message>
    <message>
        <source>Choose where the restored photos go</source>
        <translation>Ordner für die restaurierten Fotos wählen</translation>
    </message>
    <message>
        <source>Each as its original</source>
        <translation>Wie das jeweilige Original</translation>
    </message>
    <message>
        <source>For&amp;mat</source>
        <translation>For&amp;mat</translation>
    </message>
    <message>
        <source>I&amp;nsert</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>If a name e&amp;xists</source>
        <translation>Falls &amp;vorhanden</translation>
    </message>
    <message>
        <source>Insert a part of names that differs from photo to photo</source>
        <translation>Etwas in den Namen einfügen, das von Foto zu Foto anders ist</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Leave it, skip the photo</source>
        <translation>Foto überspringen</translation>
    </message>
    <message>
        <source>N&amp;ames</source>
        <translation>&amp;Namen</translation>
    </message>
    <message>
        <source>P&amp;hotos…</source>
        <translation>Fo&amp;tos…</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Photos ({s})</source>
        <translation>Fotos ({s})</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Datei ersetzen</translation>
    </message>
    <message>
        <source>S&amp;ubfolders too, kept as they are</source>
        <translation>&amp;Unterordner mitnehmen, Aufteilung behalten</translation>
    </message>
    <message>
        <source>{first} and {n} more</source>
        <translation>{first} und {n} weitere</translation>
    </message>
    <message>
        <source>{name} (restored)</source>
        <translation>{name} (restauriert)</translation>
    </message>
</context>
<context>
    <name>BatchModel</name>
    <message>
        <source>Another batch goes into “{folder}”. Choose another folder, or wait until it has ended.</source>
        <translation>Nach „{folder}“ schreibt schon ein anderer Stapel. Wählen Sie einen anderen Ordner, oder warten Sie, bis er fertig ist.</translation>
    </message>
    <message>
        <source>Folder {name}</source>
        <translation>Ordner {name}</translation>
    </message>
</context>
<context>
    <name>Batches</name>
    <message>
        <source>Folder: {summary}</source>
        <translation>Ordner: {summary}</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
</context>
<context>
    <name>DocumentModel</name>
    <message>
        <source>Pasted picture</source>
        <translation>Eingefügtes Bild</translation>
    </message>
</context>
<context>
    <name>Documents</name>
    <message>
        <source>Measure {name}</source>
        <translation>{name} messen</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>{name} öffnen</translation>
    </message>
    <message>
        <source>Recipe kept beside the photo</source>
        <translation>Rezept neben dem Foto gefunden</translation>
    </message>
    <message>
        <source>Save {name}</source>
        <translation>{name} speichern</translation>
    </message>
    <message>
        <source>Unsaved changes from before</source>
        <translation>Ungesicherte Änderungen von vorher</translation>
    </message>
    <message>
        <source>“{file}” holds a recipe that was made for another photo, or for {name} before it was changed. It is not used.</source>
        <translation>„{file}“ enthält ein Rezept für ein anderes Foto, oder für {name} vor einer Änderung. Es wird nicht verwendet.</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>Double-click the name for the default.</source>
        <translation>Ein Doppelklick auf den Namen stellt den Standard her.</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
</context>
<context>
    <name>Filmstrip</name>
    <message>
        <source>Open photos</source>
        <translation>Offene Fotos</translation>
    </message>
    <message>
        <source>▸ at work</source>
        <translation>▸ in Arbeit</translation>
    </message>
    <message>
        <source>○ changed</source>
        <translation>○ geändert</translation>
    </message>
    <message>
        <source>● not saved</source>
        <translation>● ungesichert</translation>
    </message>
    <message>
        <source>✓ saved</source>
        <translation>✓ gespeichert</translation>
    </message>
</context>
<context>
    <name>FrameBar</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Zuschneiden</translation>
    </message>
    <message>
        <source>Flip</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>Keep what lies within the frame (Enter)</source>
        <translation>Behalten, was im Rahmen liegt (Eingabe)</translation>
    </message>
    <message>
        <source>Make the ratio upright instead of lying, or the other way about</source>
        <translation>Zwischen Hoch- und Querformat wechseln</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Ratio of the sides</source>
        <translation>Seitenverhältnis</translation>
    </message>
    <message>
        <source>Swap left and right</source>
        <translation>Links und rechts vertauschen</translation>
    </message>
    <message>
        <source>Swap sides</source>
        <translation>Hoch/Quer</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>Links drehen</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>Rechts drehen</translation>
    </message>
    <message>
        <source>Whole photo</source>
        <translation>Ganzes Foto</translation>
    </message>
    <message>
        <source>{size} px</source>
        <translation>{size} px</translation>
    </message>
</context>
<context>
    <name>FrameMode</name>
    <message>
        <source>Crop</source>
        <translation>Zugeschnitten</translation>
    </message>
    <message>
        <source>Flipped</source>
        <translation>Gespiegelt</translation>
    </message>
    <message>
        <source>Turned left</source>
        <translation>Nach links gedreht</translation>
    </message>
    <message>
        <source>Turned right</source>
        <translation>Nach rechts gedreht</translation>
    </message>
</context>
<context>
    <name>HintMode</name>
    <message>
        <source>Colour moved</source>
        <translation>Farbe verschoben</translation>
    </message>
    <message>
        <source>Colour on</source>
        <translation>Einfärben an</translation>
    </message>
    <message>
        <source>Colour placed</source>
        <translation>Farbe gesetzt</translation>
    </message>
    <message>
        <source>Colour removed</source>
        <translation>Farbe entfernt</translation>
    </message>
    <message>
        <source>Colours removed</source>
        <translation>Farben entfernt</translation>
    </message>
    <message>
        <source>Press where you know the colour, or draw over it. Drag a dot to move it; right-click or Delete takes it away.</source>
        <translation>Klicken Sie dorthin, wo Sie die Farbe kennen, oder malen Sie darüber. Punkte lassen sich ziehen; Rechtsklick oder Entf entfernt sie.</translation>
    </message>
</context>
<context>
    <name>HintsRow</name>
    <message>
        <source>Choose any colour to place</source>
        <translation>Beliebige Farbe zum Setzen wählen</translation>
    </message>
    <message>
        <source>Colour to place</source>
        <translation>Farbe zum Setzen</translation>
    </message>
    <message>
        <source>Colour to place: {code}</source>
        <translation>Farbe zum Setzen: {code}</translation>
    </message>
    <message>
        <source>From photo</source>
        <translation>Pipette</translation>
    </message>
    <message>
        <source>On the photo: {n}</source>
        <translation>Auf dem Foto: {n}</translation>
    </message>
    <message>
        <source>Place colours</source>
        <translation>Farben setzen</translation>
    </message>
    <message>
        <source>Press on the photo where you know the colour, or draw over it (H)</source>
        <translation>Klicken Sie auf dem Foto dorthin, wo Sie die Farbe kennen, oder malen Sie darüber (H)</translation>
    </message>
    <message>
        <source>Used last</source>
        <translation>Zuletzt verwendet</translation>
    </message>
    <message>
        <source>Recent colour {code}</source>
        <translation>Zuletzt verwendete Farbe {code}</translation>
    </message>
    <message>
        <source>Remove all</source>
        <translation>Alle entfernen</translation>
    </message>
    <message>
        <source>Stop placing</source>
        <translation>Setzen beenden</translation>
    </message>
    <message>
        <source>Take the colour from a place on the photo</source>
        <translation>Die Farbe einer Stelle des Fotos übernehmen</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>{title} (now)</source>
        <translation>{title} (jetzt)</translation>
    </message>
    <message>
        <source>{title} (undone)</source>
        <translation>{title} (rückgängig gemacht)</translation>
    </message>
</context>
<context>
    <name>JobsPanel</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>Erledigte entfernen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Do earlier</source>
        <translation>Früher erledigen</translation>
    </message>
    <message>
        <source>Do later</source>
        <translation>Später erledigen</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Nothing is being done.</source>
        <translation>Keine Aufträge.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>held back</source>
        <translation>zurückgestellt</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>resting</source>
        <translation>ruht</translation>
    </message>
    <message>
        <source>starting …</source>
        <translation>beginnt …</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>stopping …</source>
        <translation>wird abgebrochen …</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %Ln photo(s)</source>
        <translation>
            <numerusform>{done} von %Ln Foto</numerusform>
            <numerusform>{done} von %Ln Fotos</numerusform>
        </translation>
    </message>
    <message>
        <source>{step}, tile {n} of {total}</source>
        <translation>{step}, Kachel {n} von {total}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>Keeper</name>
    <message>
        <source>“{name}” cannot be found now. The work on it is kept.</source>
        <translation>„{name}“ ist gerade nicht zu finden. Die Arbeit daran bleibt aufgehoben.</translation>
    </message>
</context>
<context>
    <name>LogPanel</name>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>For a bug report: versions, devices, settings and the last problems. No photo, no place of a file.</source>
        <translation>Für eine Fehlermeldung: Versionen, Geräte, Einstellungen und die letzten Probleme. Kein Foto, kein Dateipfad.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Nothing has happened yet that would be worth telling.</source>
        <translation>Bisher ist nichts geschehen, was der Rede wert wäre.</translation>
    </message>
    <message>
        <source>Sho&amp;w</source>
        <translation>&amp;Anzeigen</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
</context>
<context>
    <name>Looking</name>
    <message>
        <source>Approximate preview; look at 100 % for the exact one</source>
        <translation>Ungefähre Vorschau; die genaue sehen Sie bei 100 %</translation>
    </message>
    <message>
        <source>Drag the handles. Enter keeps what lies within them, Esc leaves the photo as it was.</source>
        <translation>Ziehen Sie an den Griffen. Eingabe behält, was im Rahmen liegt; Esc lässt das Foto, wie es war.</translation>
    </message>
    <message>
        <source>Making a preview …</source>
        <translation>Vorschau entsteht …</translation>
    </message>
    <message>
        <source>The fading that was undone is left out.</source>
        <translation>Das Auffrischen von Verblasstem zählt nicht mit.</translation>
    </message>
    <message>
        <source>What changed: dark violet is a little, over red and orange to pale yellow for {n} of 255 levels or more. Grey is as it was.</source>
        <translation>Was verändert wurde: dunkelviolett wenig, über Rot und Orange bis Hellgelb ab {n} von 255 Stufen. Graues ist unverändert.</translation>
    </message>
    <message>
        <source>What changed: nothing yet, so the photo is shown as it is.</source>
        <translation>Was verändert wurde: noch nichts, darum sehen Sie das Foto, wie es ist.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>A photo was closed before its changes were saved.</source>
        <translation>Ein Foto wurde geschlossen, bevor seine Änderungen gespeichert waren.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Open it again</source>
        <translation>Wieder öffnen</translation>
    </message>
    <message>
        <source>Open photos</source>
        <translation>Fotos öffnen</translation>
    </message>
    <message>
        <source>Photos ({s})</source>
        <translation>Fotos ({s})</translation>
    </message>
    <message>
        <source>Redo {what}</source>
        <translation>Wiederholen: {what}</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Restaurieren</translation>
    </message>
    <message>
        <source>Work on photos was kept that had not been saved: {n}.</source>
        <translation>Arbeit an Fotos wurde aufgehoben, die noch nicht gespeichert war: {n}.</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>In der Zwischenablage ist kein Bild.</translation>
    </message>
    <message>
        <source>Undo {what}</source>
        <translation>Rückgängig: {what}</translation>
    </message>
</context>
<context>
    <name>NameRow</name>
    <message>
        <source>A name cannot have a slash in it.</source>
        <translation>Ein Name kann keinen Schrägstrich enthalten.</translation>
    </message>
    <message>
        <source>Insert a field</source>
        <translation>Feld einfügen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Put something that differs from photo to photo into the name</source>
        <translation>Etwas in den Namen einfügen, das von Foto zu Foto anders ist</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Failed: {names}</source>
        <translation>Fehlgeschlagen: {names}</translation>
    </message>
    <message>
        <source>Restorer could not finish everything</source>
        <translation>Restorer konnte nicht alles fertigstellen</translation>
    </message>
    <message>
        <source>Restorer is done</source>
        <translation>Restorer ist fertig</translation>
    </message>
</context>
<context>
    <name>PlanTable</name>
    <message>
        <source>= left unchanged</source>
        <translation>= unverändert</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>Wird zu</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>– skipped</source>
        <translation>– übersprungen</translation>
    </message>
    <message>
        <source>✓ restored</source>
        <translation>✓ restauriert</translation>
    </message>
    <message>
        <source>✗ failed</source>
        <translation>✗ fehlgeschlagen</translation>
    </message>
    <message>
        <source>✗ not readable</source>
        <translation>✗ nicht lesbar</translation>
    </message>
    <message>
        <source>✗ set aside</source>
        <translation>✗ zurückgestellt</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>&amp;Computing</source>
        <translation>&amp;Rechnen</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>&amp;Gerät</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>&amp;General</source>
        <translation>&amp;Allgemein</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Memory for networks</source>
        <translation>&amp;Speicher für Netze</translation>
    </message>
    <message>
        <source>&amp;Names</source>
        <translation>&amp;Namen</translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation>Genauig&amp;keit</translation>
    </message>
    <message>
        <source>&amp;Results kept for undo, per photo</source>
        <translation>Gemerkte Er&amp;gebnisse je Foto</translation>
    </message>
    <message>
        <source>&amp;Saving</source>
        <translation>Sp&amp;eichern</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>16 bits (bf16)</source>
        <translation>16 Bit (bf16)</translation>
    </message>
    <message>
        <source>16 bits (fp16)</source>
        <translation>16 Bit (fp16)</translation>
    </message>
    <message>
        <source>32 bits: slowest, exact</source>
        <translation>32 Bit: am langsamsten, genau</translation>
    </message>
    <message>
        <source>All results &amp;together</source>
        <translation>Alle Ergebnisse &amp;zusammen</translation>
    </message>
    <message>
        <source>Another language is spoken from the next start on.</source>
        <translation>Eine andere Sprache gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>As much as is sensible</source>
        <translation>So viel, wie sinnvoll ist</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>At most {n} GB</source>
        <translation>Höchstens {n} GB</translation>
    </message>
    <message>
        <source>Beside the original</source>
        <translation>Neben dem Original</translation>
    </message>
    <message>
        <source>Best in</source>
        <translation>Am besten in</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>D&amp;isk</source>
        <translation>Daten&amp;träger</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Devices of this computer</source>
        <translation>Geräte dieses Computers</translation>
    </message>
    <message>
        <source>Each device was compared with the processor; one that computes wrongly is not used.</source>
        <translation>Jedes Gerät wurde mit dem Prozessor verglichen; was falsch rechnet, wird nicht verwendet.</translation>
    </message>
    <message>
        <source>Everything that is remembered, the list of recent photos and the window&apos;s layout too</source>
        <translation>Alles Gemerkte, auch die Liste der letzten Fotos und die Aufteilung des Fensters</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Forget all preferences, chosen weights, recent photos and the window&apos;s layout? Presets and photos stay.</source>
        <translation>Alle Einstellungen, gewählten Modelle, zuletzt geöffneten Fotos und die Aufteilung des Fensters vergessen? Vorlagen und Fotos bleiben.</translation>
    </message>
    <message>
        <source>Keep the recipe beside the photo when saving</source>
        <translation>Beim Speichern das Rezept neben das Foto legen</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>May be deleted</source>
        <translation>Darf gelöscht werden</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Unbegrenzt</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Presets, drafts, log</source>
        <translation>Vorlagen, Entwürfe, Protokoll</translation>
    </message>
    <message>
        <source>Removing noise</source>
        <translation>Entrauschen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Self-test</source>
        <translation>Selbsttest</translation>
    </message>
    <message>
        <source>Tell when long work ends while another program is in front</source>
        <translation>Im Hintergrund melden, wenn lange Arbeit endet</translation>
    </message>
    <message>
        <source>The devices are being tested …</source>
        <translation>Die Geräte werden geprüft …</translation>
    </message>
    <message>
        <source>The fastest</source>
        <translation>Das schnellste</translation>
    </message>
    <message>
        <source>What is on these pages, as it was at first</source>
        <translation>Was auf diesen Seiten steht, wie es anfangs war</translation>
    </message>
    <message>
        <source>What this computer does best</source>
        <translation>Was dieser Computer am besten kann</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>noch nicht gemessen</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>{n} s per megapixel</source>
        <translation>{n} s je Megapixel</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
</context>
<context>
    <name>RecipePanel</name>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>It will take {time} on this computer.</source>
        <translation>Es dauert {time} auf diesem Computer.</translation>
    </message>
    <message>
        <source>Measure the photo and do what it needs (Ctrl+Shift+A)</source>
        <translation>Das Foto messen und tun, was es braucht (Strg+Umschalt+A)</translation>
    </message>
    <message>
        <source>Measuring found something to do: {steps}.</source>
        <translation>Beim Messen gefunden: {steps}.</translation>
    </message>
    <message>
        <source>Measuring the photo …</source>
        <translation>Das Foto wird gemessen …</translation>
    </message>
    <message>
        <source>Nothing to restore: this photo looks clean.</source>
        <translation>Nichts zu restaurieren: Dieses Foto sieht sauber aus.</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Recipes with a name: use one, or keep this one</source>
        <translation>Rezepte mit Namen: eines anwenden oder dieses behalten</translation>
    </message>
    <message>
        <source>Restore whole photo</source>
        <translation>Ganzes Foto restaurieren</translation>
    </message>
    <message>
        <source>Still to run on the whole photo: {steps}.</source>
        <translation>Am ganzen Foto noch zu tun: {steps}.</translation>
    </message>
    <message>
        <source>What is done to the photo</source>
        <translation>Was mit dem Foto geschieht</translation>
    </message>
    <message>
        <source>{operation} off</source>
        <translation>{operation} aus</translation>
    </message>
    <message>
        <source>{operation} on</source>
        <translation>{operation} an</translation>
    </message>
</context>
<context>
    <name>Recipes</name>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete the preset “{title}”?</source>
        <translation>Die Vorlage „{title}“ löschen?</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export the preset</source>
        <translation>Vorlage exportieren</translation>
    </message>
    <message>
        <source>Import a preset</source>
        <translation>Vorlage importieren</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Left out, since it belongs to this photo: {what}.</source>
        <translation>Weggelassen, weil es zu diesem Foto gehört: {what}.</translation>
    </message>
    <message>
        <source>Paste recipe</source>
        <translation>Rezept eingefügt</translation>
    </message>
    <message>
        <source>Preset {title}</source>
        <translation>Vorlage {title}</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Presets (*.json)</source>
        <translation>Vorlagen (*.json)</translation>
    </message>
    <message>
        <source>Presets and recipes (*.json)</source>
        <translation>Vorlagen und Rezepte (*.json)</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename the preset</source>
        <translation>Vorlage umbenennen</translation>
    </message>
    <message>
        <source>Replace the preset “{title}”?</source>
        <translation>Die Vorlage „{title}“ ersetzen?</translation>
    </message>
    <message>
        <source>Save as a preset</source>
        <translation>Als Vorlage speichern</translation>
    </message>
    <message>
        <source>Save as a preset…</source>
        <translation>Als Vorlage speichern…</translation>
    </message>
    <message>
        <source>The recipe is copied.</source>
        <translation>Das Rezept ist kopiert.</translation>
    </message>
    <message numerus="yes">
        <source>The recipe was pasted on %Ln photo(s).</source>
        <translation>
            <numerusform>Das Rezept wurde in %Ln Foto eingefügt.</numerusform>
            <numerusform>Das Rezept wurde in %Ln Fotos eingefügt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>“{title}” is among your presets now.</source>
        <translation>„{title}“ gehört jetzt zu Ihren Vorlagen.</translation>
    </message>
    <message>
        <source>“{title}” is kept as a preset.</source>
        <translation>„{title}“ ist als Vorlage gespeichert.</translation>
    </message>
</context>
<context>
    <name>SaveAllDialog</name>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>&amp;Names</source>
        <translation>&amp;Namen</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Everything the originals hold is kept.</source>
        <translation>Alles, was die Originale enthalten, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Not possible: {why}</source>
        <translation>Nicht möglich: {why}</translation>
    </message>
    <message>
        <source>Of these, {n} are restored first.</source>
        <translation>Zuerst zu restaurieren: {n}.</translation>
    </message>
    <message>
        <source>Photos to save: {n}.</source>
        <translation>Zu speichernde Fotos: {n}.</translation>
    </message>
    <message>
        <source>Save all restored photos</source>
        <translation>Alle restaurierten Fotos speichern</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>Diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <source>{sentence} (photos: {n})</source>
        <translation>{sentence} (Fotos: {n})</translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>„{name}“</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Becomes “{name}”</source>
        <translation>Wird zu „{name}“</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Everything the original holds is kept.</source>
        <translation>Alles, was das Original enthält, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Not possible: {why}</source>
        <translation>Nicht möglich: {why}</translation>
    </message>
    <message>
        <source>Replace?</source>
        <translation>Ersetzen?</translation>
    </message>
    <message>
        <source>Save the restored photo</source>
        <translation>Das restaurierte Foto speichern</translation>
    </message>
    <message>
        <source>There is no folder “{folder}”.</source>
        <translation>Den Ordner „{folder}“ gibt es nicht.</translation>
    </message>
    <message>
        <source>This is the original, which is never changed. Choose another name.</source>
        <translation>Das ist das Original; es wird nie verändert. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>“{name}” is there already. Replace it?</source>
        <translation>„{name}“ gibt es schon. Ersetzen?</translation>
    </message>
</context>
<context>
    <name>SaveForm</name>
    <message>
        <source>&amp;Bits per colour</source>
        <translation>&amp;Bit je Farbe</translation>
    </message>
    <message>
        <source>&amp;Quality</source>
        <translation>&amp;Qualität</translation>
    </message>
    <message>
        <source>As each original</source>
        <translation>Wie das jeweilige Original</translation>
    </message>
    <message>
        <source>Colour &amp;profile</source>
        <translation>Farb&amp;profil</translation>
    </message>
    <message>
        <source>Colourised</source>
        <translation>Koloriert</translation>
    </message>
    <message>
        <source>Convert to sRGB</source>
        <translation>In sRGB umwandeln</translation>
    </message>
    <message>
        <source>F&amp;ormat</source>
        <translation>For&amp;mat</translation>
    </message>
    <message>
        <source>File size</source>
        <translation>Dateigröße</translation>
    </message>
    <message>
        <source>Keep date, camera, keywords and other metadata</source>
        <translation>Datum, Kamera, Stichwörter und andere Metadaten behalten</translation>
    </message>
    <message>
        <source>Keep the photo&apos;s own</source>
        <translation>Das des Fotos behalten</translation>
    </message>
    <message>
        <source>Keep the place where it was taken</source>
        <translation>Aufnahmeort behalten</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>The metadata say it in any case.</source>
        <translation>In den Metadaten steht es in jedem Fall.</translation>
    </message>
    <message>
        <source>Write “Colourised” into the corner</source>
        <translation>„Koloriert“ in die Ecke schreiben</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>sRGB, as the photo has</source>
        <translation>sRGB, wie im Foto</translation>
    </message>
    <message>
        <source>{title} (as the source)</source>
        <translation>{title} (wie das Original)</translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>Not saved: {what}</source>
        <translation>Nicht gespeichert: {what}</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>Gespeichert als {name}.</translation>
    </message>
    <message>
        <source>Saved in “{folder}”: {n}.</source>
        <translation>In „{folder}“ gespeichert: {n}.</translation>
    </message>
    <message>
        <source>closed before it was saved.</source>
        <translation>vor dem Speichern geschlossen.</translation>
    </message>
    <message>
        <source>stopped.</source>
        <translation>abgebrochen.</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Arrow keys</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Fit, or 100 %</source>
        <translation>Einpassen oder 100 %</translation>
    </message>
    <message>
        <source>Hold for the original</source>
        <translation>Halten zeigt das Original</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Move about</source>
        <translation>Ausschnitt verschieben</translation>
    </message>
    <message>
        <source>Move the handle of the split</source>
        <translation>Teilungslinie verschieben</translation>
    </message>
    <message>
        <source>On the photo</source>
        <translation>Auf dem Foto</translation>
    </message>
    <message>
        <source>Shift + left, right</source>
        <translation>Umschalt + links, rechts</translation>
    </message>
    <message>
        <source>Space + drag</source>
        <translation>Leertaste + Ziehen</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Zoom about the cursor</source>
        <translation>Zoomen um den Mauszeiger</translation>
    </message>
</context>
<context>
    <name>SliderField</name>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
</context>
<context>
    <name>WeightsRow</name>
    <message>
        <source>Cost: {n} TFLOP a megapixel.</source>
        <translation>Aufwand: {n} TFLOP je Megapixel.</translation>
    </message>
    <message>
        <source>Here {n} s per megapixel.</source>
        <translation>Hier {n} s je Megapixel.</translation>
    </message>
    <message>
        <source>Restorer&apos;s choice</source>
        <translation>Restorers Wahl</translation>
    </message>
    <message>
        <source>The trained network that does the work.</source>
        <translation>Das trainierte Netz, das die Arbeit macht.</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>{n} s/MP</source>
        <translation>{n} s/MP</translation>
    </message>
    <message>
        <source>{title}. Licence: {licence}.</source>
        <translation>{title}. Lizenz: {licence}.</translation>
    </message>
    <message>
        <source>{title}: your own file</source>
        <translation>{title}: Ihre eigene Datei</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a photo here</source>
        <translation>Ziehen Sie ein Foto hierher</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Photos stay on this computer. The original is never changed.</source>
        <translation>Fotos bleiben auf diesem Computer. Das Original wird nie verändert.</translation>
    </message>
    <message>
        <source>Try a sample</source>
        <translation>Beispiel ansehen</translation>
    </message>
    <message>
        <source>or paste one (Ctrl+V), or open a file.</source>
        <translation>oder fügen Sie eines ein (Strg+V), oder öffnen Sie eine Datei.</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;About Restorer</source>
        <translation>Ü&amp;ber Restorer</translation>
    </message>
    <message>
        <source>&amp;Auto</source>
        <translation>&amp;Auto</translation>
    </message>
    <message>
        <source>&amp;Close photo</source>
        <translation>Foto s&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Copy details for a report</source>
        <translation>&amp;Details für eine Meldung kopieren</translation>
    </message>
    <message>
        <source>&amp;Copy recipe</source>
        <translation>Rezept &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Crop</source>
        <translation>&amp;Zuschneiden</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>Ein&amp;passen</translation>
    </message>
    <message>
        <source>&amp;Flip</source>
        <translation>&amp;Spiegeln</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Log</source>
        <translation>Pr&amp;otokoll</translation>
    </message>
    <message>
        <source>&amp;Next photo</source>
        <translation>&amp;Nächstes Foto</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>&amp;Paste picture</source>
        <translation>Bild &amp;einfügen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Result</source>
        <translation>&amp;Ergebnis</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>&amp;Speichern unter…</translation>
    </message>
    <message>
        <source>&amp;Split</source>
        <translation>&amp;Geteilt</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;What changed</source>
        <translation>&amp;Was verändert wurde</translation>
    </message>
    <message>
        <source>Before and after, with a handle between</source>
        <translation>Vorher und nachher, dazwischen ein Griff</translation>
    </message>
    <message>
        <source>Before beside after</source>
        <translation>Vorher neben nachher</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Zuschnitt</translation>
    </message>
    <message>
        <source>Crop, turn or flip the photo</source>
        <translation>Das Foto zuschneiden, drehen oder spiegeln</translation>
    </message>
    <message>
        <source>Measure the photo and do what it needs</source>
        <translation>Das Foto messen und tun, was es braucht</translation>
    </message>
    <message>
        <source>One pixel of the photo is one of the screen</source>
        <translation>Ein Pixel des Fotos ist eines des Bildschirms</translation>
    </message>
    <message>
        <source>Open closed photo &amp;again</source>
        <translation>Geschlossenes Foto &amp;wieder öffnen</translation>
    </message>
    <message>
        <source>Open photos</source>
        <translation>Fotos öffnen</translation>
    </message>
    <message>
        <source>Open the picture on the clipboard</source>
        <translation>Das Bild aus der Zwischenablage öffnen</translation>
    </message>
    <message>
        <source>Paste r&amp;ecipe</source>
        <translation>Rezept &amp;einfügen</translation>
    </message>
    <message>
        <source>Paste recipe on &amp;all photos</source>
        <translation>Rezept in &amp;alle Fotos einfügen</translation>
    </message>
    <message>
        <source>Place c&amp;olours</source>
        <translation>&amp;Farben setzen</translation>
    </message>
    <message>
        <source>Pre&amp;ferences…</source>
        <translation>E&amp;instellungen…</translation>
    </message>
    <message>
        <source>Pre&amp;vious photo</source>
        <translation>&amp;Vorheriges Foto</translation>
    </message>
    <message>
        <source>Re&amp;store whole photo</source>
        <translation>Ganzes Foto res&amp;taurieren</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Restaurieren</translation>
    </message>
    <message>
        <source>Restore a &amp;folder…</source>
        <translation>&amp;Ordner restaurieren…</translation>
    </message>
    <message>
        <source>Restore many photos without opening them</source>
        <translation>Viele Fotos restaurieren, ohne sie zu öffnen</translation>
    </message>
    <message>
        <source>Restore the whole photo</source>
        <translation>Das ganze Foto restaurieren</translation>
    </message>
    <message>
        <source>Save a&amp;ll…</source>
        <translation>A&amp;lle speichern…</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save every restored photo into a folder</source>
        <translation>Jedes restaurierte Foto in einen Ordner speichern</translation>
    </message>
    <message>
        <source>Save the restored photo</source>
        <translation>Das restaurierte Foto speichern</translation>
    </message>
    <message>
        <source>Set colours that you know on the photo</source>
        <translation>Farben, die Sie kennen, auf dem Foto setzen</translation>
    </message>
    <message>
        <source>Show all of the photo</source>
        <translation>Das ganze Foto zeigen</translation>
    </message>
    <message>
        <source>Side &amp;by side</source>
        <translation>&amp;Nebeneinander</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Parallel</translation>
    </message>
    <message>
        <source>Swap left and right</source>
        <translation>Links und rechts vertauschen</translation>
    </message>
    <message>
        <source>The restored photo alone</source>
        <translation>Nur das restaurierte Foto</translation>
    </message>
    <message>
        <source>Turn &amp;left</source>
        <translation>Nach &amp;links drehen</translation>
    </message>
    <message>
        <source>Turn &amp;right</source>
        <translation>Nach &amp;rechts drehen</translation>
    </message>
    <message>
        <source>Versions, devices, settings and the last problems</source>
        <translation>Versionen, Geräte, Einstellungen und die letzten Probleme</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>What happened so far</source>
        <translation>Was bisher geschah</translation>
    </message>
    <message>
        <source>Where the result differs from the photo, and how much</source>
        <translation>Wo und wie stark das Ergebnis vom Foto abweicht</translation>
    </message>
    <message>
        <source>With the changes that were not saved</source>
        <translation>Mit den Änderungen, die nicht gespeichert wurden</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>&amp;Hineinzoomen</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>He&amp;rauszoomen</translation>
    </message>
</context>
<context>
    <name>below</name>
    <message>
        <source>(its log cannot be read: {0})</source>
        <translation>(sein Protokoll ist nicht lesbar: {0})</translation>
    </message>
    <message>
        <source>({0}not readable)</source>
        <translation>({0}nicht lesbar)</translation>
    </message>
    <message>
        <source>, or auto</source>
        <translation>, oder auto</translation>
    </message>
    <message>
        <source>, {0} at once</source>
        <translation>, je {0} auf einmal</translation>
    </message>
    <message>
        <source>0001, 0002 and so on; {counter:6} has six digits</source>
        <translation>0001, 0002 und so weiter; {counter:6} hat sechs Stellen</translation>
    </message>
    <message>
        <source>1 tile</source>
        <translation>1 Kachel</translation>
    </message>
    <message>
        <source>; it said: {0}</source>
        <translation>; es meldete: {0}</translation>
    </message>
    <message>
        <source>A checksum of the picture&apos;s data is wrong: part of it may be damaged.</source>
        <translation>Eine Prüfsumme der Bilddaten stimmt nicht: Ein Teil kann beschädigt sein.</translation>
    </message>
    <message>
        <source>A part of the XMP is damaged; the rest was kept.</source>
        <translation>Ein Teil der XMP-Daten ist beschädigt; der Rest wurde behalten.</translation>
    </message>
    <message>
        <source>A part of the XMP is missing or too large; the rest was kept.</source>
        <translation>Ein Teil der XMP-Daten fehlt oder ist zu groß; der Rest wurde behalten.</translation>
    </message>
    <message>
        <source>A photo can only be framed before anything else is done to it.</source>
        <translation>Zuschneiden und Drehen geht nur, bevor etwas anderes mit dem Foto geschieht.</translation>
    </message>
    <message>
        <source>A photo is saved with 8 or 16 bits per colour, not {0}.</source>
        <translation>Ein Foto wird mit 8 oder 16 Bit je Farbe gespeichert, nicht mit {0}.</translation>
    </message>
    <message>
        <source>A piece of the colour profile is missing; the colours are taken as sRGB.</source>
        <translation>Ein Stück des Farbprofils fehlt; die Farben gelten als sRGB.</translation>
    </message>
    <message>
        <source>A preset has no field “{0}”.{1}</source>
        <translation>Eine Vorlage hat kein Feld „{0}“.{1}</translation>
    </message>
    <message>
        <source>A preset&apos;s title and summary must be text.</source>
        <translation>Titel und Beschreibung einer Vorlage müssen Text sein.</translation>
    </message>
    <message>
        <source>A preset&apos;s title needs a letter or digit, and at most 80 characters.</source>
        <translation>Der Titel einer Vorlage braucht einen Buchstaben oder eine Ziffer und darf höchstens 80 Zeichen haben.</translation>
    </message>
    <message>
        <source>A quarter left</source>
        <translation>Vierteldrehung nach links</translation>
    </message>
    <message>
        <source>A quarter right</source>
        <translation>Vierteldrehung nach rechts</translation>
    </message>
    <message>
        <source>A recipe has each operation once, but {0} is in it twice.</source>
        <translation>Ein Rezept enthält jeden Schritt einmal, doch {0} steht zweimal darin.</translation>
    </message>
    <message>
        <source>A recipe has no field “{0}”.{1}</source>
        <translation>Ein Rezept hat kein Feld „{0}“.{1}</translation>
    </message>
    <message>
        <source>A recipe must be a JSON object with “version” and “steps”.</source>
        <translation>Ein Rezept muss ein JSON-Objekt mit „version“ und „steps“ sein.</translation>
    </message>
    <message>
        <source>A restoration was to go on from another one.</source>
        <translation>Eine Restaurierung sollte an eine andere anschließen.</translation>
    </message>
    <message>
        <source>A step was started before its device was chosen.</source>
        <translation>Ein Schritt begann, bevor sein Gerät gewählt war.</translation>
    </message>
    <message>
        <source>A step was started before the photo had been measured.</source>
        <translation>Ein Schritt begann, bevor das Foto gemessen war.</translation>
    </message>
    <message>
        <source>An answer could not be understood.</source>
        <translation>Eine Antwort war nicht zu verstehen.</translation>
    </message>
    <message>
        <source>Another Restorer is at work on a batch into this folder. Wait until it has ended.</source>
        <translation>Ein anderes Restorer-Programm arbeitet an einem Stapel für diesen Ordner. Warten Sie, bis es fertig ist.</translation>
    </message>
    <message>
        <source>Another number gives another guess where several colours are likely. The same number gives the same.</source>
        <translation>Eine andere Zahl rät anders, wo mehrere Farben wahrscheinlich sind. Dieselbe Zahl ergibt dasselbe.</translation>
    </message>
    <message>
        <source>Another program keeps changing it. Try again when that has ended.</source>
        <translation>Ein anderes Programm ändert es fortwährend. Versuchen Sie es erneut, wenn es damit fertig ist.</translation>
    </message>
    <message>
        <source>Apple graphics</source>
        <translation>Apple-Grafik</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>Wie es ist</translation>
    </message>
    <message>
        <source>Brick</source>
        <translation>Backstein</translation>
    </message>
    <message>
        <source>Bring back the deep blacks, clean whites and true colours that a print has lost.</source>
        <translation>Holt tiefes Schwarz, reines Weiß und echte Farben zurück, die ein Abzug verloren hat.</translation>
    </message>
    <message>
        <source>Brings back contrast and takes out grain, and leaves the brown tone of a sepia print as it is.</source>
        <translation>Holt den Kontrast zurück, nimmt das Korn heraus und lässt den Braunton eines Sepia-Abzugs, wie er ist.</translation>
    </message>
    <message>
        <source>Brings back faded contrast and colour and takes out grain. Made for scans of colour prints.</source>
        <translation>Holt verblassten Kontrast und Farben zurück und nimmt das Korn heraus. Für Scans von Farbabzügen.</translation>
    </message>
    <message>
        <source>Brown hair</source>
        <translation>Braunes Haar</translation>
    </message>
    <message>
        <source>Cleans a grey or brown photo and gives it likely colours. The colours are guessed.</source>
        <translation>Reinigt ein graues oder braunes Foto und gibt ihm wahrscheinliche Farben. Die Farben sind geraten.</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Einfärben</translation>
    </message>
    <message>
        <source>Colour cast</source>
        <translation>Farbstich</translation>
    </message>
    <message>
        <source>Colour hints</source>
        <translation>Farbvorgaben</translation>
    </message>
    <message>
        <source>Colour: grey photos, with hints and variants</source>
        <translation>Einfärben: graue Fotos, mit Vorgaben und Varianten</translation>
    </message>
    <message>
        <source>Colours that you know, as dots or strokes on the photo. They belong to this photo: presets and batches leave them out.</source>
        <translation>Farben, die Sie kennen, als Punkte oder Striche auf dem Foto. Sie gehören zu diesem Foto: Vorlagen und Stapel lassen sie weg.</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Zuschnitt</translation>
    </message>
    <message>
        <source>Dark skin</source>
        <translation>Dunkle Haut</translation>
    </message>
    <message>
        <source>Denim</source>
        <translation>Jeansstoff</translation>
    </message>
    <message>
        <source>Denoise: noise and JPEG damage</source>
        <translation>Entrauschen: Rauschen und JPEG-Schäden</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Detailed</source>
        <translation>Detailreich</translation>
    </message>
    <message>
        <source>Did you mean “{0}”?</source>
        <translation>Meinten Sie „{0}“?</translation>
    </message>
    <message>
        <source>EXIF block</source>
        <translation>EXIF-Block</translation>
    </message>
    <message>
        <source>Eight times</source>
        <translation>Achtfach</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Enlarge ×2, faithful</source>
        <translation>Vergrößern ×2, getreu</translation>
    </message>
    <message>
        <source>Enlarge ×4, detailed</source>
        <translation>Vergrößern ×4, detailreich</translation>
    </message>
    <message>
        <source>Enlarged {0} times to {1} pixels: the size asked for would be {2} times.</source>
        <translation>{0}-fach auf {1} Pixel vergrößert: Die gewünschte Größe wäre {2}-fach.</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Faktor</translation>
    </message>
    <message>
        <source>Fair hair</source>
        <translation>Blondes Haar</translation>
    </message>
    <message>
        <source>Faithful</source>
        <translation>Getreu</translation>
    </message>
    <message>
        <source>Faithful shows only what the photo holds. Detailed looks crisper, but invents fine texture.</source>
        <translation>„Getreu“ zeigt nur, was das Foto enthält. „Detailreich“ wirkt schärfer, erfindet aber feine Strukturen.</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>Dateiname zu lang</translation>
    </message>
    <message>
        <source>For scans of prints and slides in good state: scanner noise goes, the contrast is lifted a little.</source>
        <translation>Für Scans gut erhaltener Abzüge und Dias: Das Rauschen des Scanners verschwindet, der Kontrast wird etwas gehoben.</translation>
    </message>
    <message>
        <source>Four times as wide and high, with crisp texture that is partly invented.</source>
        <translation>Viermal so breit und hoch, mit scharfen Strukturen, die zum Teil erfunden sind.</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>Bildausschnitt</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>Voll</translation>
    </message>
    <message>
        <source>Gentle clean-up</source>
        <translation>Sanft bereinigen</translation>
    </message>
    <message>
        <source>Give a grey, brown or faded photo likely colours. Colours that you know can be set.</source>
        <translation>Gibt einem grauen, braunen oder verblassten Foto wahrscheinliche Farben. Farben, die Sie kennen, lassen sich setzen.</translation>
    </message>
    <message>
        <source>Gold</source>
        <translation>Gold</translation>
    </message>
    <message>
        <source>Grainy</source>
        <translation>Körnig</translation>
    </message>
    <message>
        <source>Grass</source>
        <translation>Gras</translation>
    </message>
    <message>
        <source>Grey photo in colour</source>
        <translation>Graues Foto in Farbe</translation>
    </message>
    <message>
        <source>Heavy</source>
        <translation>Stark</translation>
    </message>
    <message>
        <source>How far the darkest parts are brought back to black and the lightest to white.</source>
        <translation>Wie weit die dunkelsten Stellen wieder schwarz und die hellsten wieder weiß werden.</translation>
    </message>
    <message>
        <source>How many times as wide and high the photo becomes.</source>
        <translation>Wievielmal so breit und hoch das Foto wird.</translation>
    </message>
    <message>
        <source>How much of the guessed colour is laid over the photo. 0 leaves the photo as it is.</source>
        <translation>Wie viel der geratenen Farbe über das Foto gelegt wird. 0 lässt das Foto, wie es ist.</translation>
    </message>
    <message>
        <source>How much of the measured correction is applied. 0 leaves the photo as it is.</source>
        <translation>Wie viel der gemessenen Korrektur angewandt wird. 0 lässt das Foto, wie es ist.</translation>
    </message>
    <message>
        <source>How much of the noise that was found is taken out. 0 leaves the photo as it is.</source>
        <translation>Wie viel des gefundenen Rauschens herausgenommen wird. 0 lässt das Foto, wie es ist.</translation>
    </message>
    <message>
        <source>How much of the yellow, red or blue veil is taken away. Turn it down to keep a sepia tone.</source>
        <translation>Wie viel vom gelben, roten oder blauen Schleier weggenommen wird. Weniger erhält einen Sepiaton.</translation>
    </message>
    <message>
        <source>How strong the colours are; 100 is as the network guesses them.</source>
        <translation>Wie kräftig die Farben sind; bei 100 so, wie das Netz sie rät.</translation>
    </message>
    <message>
        <source>How strong the noise in the photo is: the standard deviation of its brightness on the scale 0–255. “Auto” measures it.</source>
        <translation>Wie stark das Foto rauscht: die Standardabweichung der Helligkeit auf der Skala 0–255. „Auto“ misst es.</translation>
    </message>
    <message>
        <source>How strongly the photo was compressed: 100 less the JPEG quality, 0 for none. “Auto” measures it.</source>
        <translation>Wie stark das Foto komprimiert wurde: 100 minus JPEG-Qualität, 0 für gar nicht. „Auto“ misst es.</translation>
    </message>
    <message>
        <source>IPTC block</source>
        <translation>IPTC-Block</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>Ein-/Ausgabefehler</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>Ist ein Ordner</translation>
    </message>
    <message>
        <source>It cannot be read: {0}.</source>
        <translation>Es ist nicht lesbar: {0}.</translation>
    </message>
    <message>
        <source>It is a link that leads nowhere or in a circle.</source>
        <translation>Es ist eine Verknüpfung, die ins Leere oder im Kreis führt.</translation>
    </message>
    <message>
        <source>It is a link to a file that is not there (any more).</source>
        <translation>Es ist eine Verknüpfung zu einer Datei, die es nicht (mehr) gibt.</translation>
    </message>
    <message>
        <source>It is a link to a folder, and links are not followed.</source>
        <translation>Es ist eine Verknüpfung zu einem Ordner; Verknüpfungen wird nicht gefolgt.</translation>
    </message>
    <message>
        <source>It is a link to a photo of this batch.</source>
        <translation>Es ist eine Verknüpfung zu einem Foto dieses Stapels.</translation>
    </message>
    <message>
        <source>It is not a file but a pipe or a device.</source>
        <translation>Es ist keine Datei, sondern eine Pipe oder ein Gerät.</translation>
    </message>
    <message>
        <source>It is not a photo format that is read (it is {0}).</source>
        <translation>Das ist kein Fotoformat, das gelesen wird (sondern {0}).</translation>
    </message>
    <message>
        <source>It is of a newer Restorer, or no sidecar.</source>
        <translation>Es stammt von einem neueren Restorer oder ist keine Rezeptdatei.</translation>
    </message>
    <message>
        <source>It was tried twice and is set aside.</source>
        <translation>Es wurde zweimal versucht und wird zurückgestellt.</translation>
    </message>
    <message>
        <source>JPEG 2000</source>
        <translation>JPEG 2000</translation>
    </message>
    <message>
        <source>JPEG XL</source>
        <translation>JPEG XL</translation>
    </message>
    <message>
        <source>JPEG compression has left blocks and smears (quality about {0} of 100).</source>
        <translation>Die JPEG-Kompression hat Blöcke und Schlieren hinterlassen (Qualität etwa {0} von 100).</translation>
    </message>
    <message>
        <source>JPEG damage</source>
        <translation>JPEG-Schäden</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Keep grain</source>
        <translation>Korn behalten</translation>
    </message>
    <message>
        <source>Large enough for a print of 20 cm at 300 dots per inch, faithful. Noise is taken out first.</source>
        <translation>Groß genug für einen Abzug von 20 cm bei 300 Punkten je Zoll, getreu. Zuvor wird das Rauschen entfernt.</translation>
    </message>
    <message>
        <source>Leaves</source>
        <translation>Laub</translation>
    </message>
    <message>
        <source>Leaves this much of the photo&apos;s own fine grain in, without its coloured specks, so that skin and walls do not look like plastic.</source>
        <translation>Lässt so viel vom feinen Korn des Fotos stehen, ohne dessen bunte Flecken, damit Haut und Wände nicht nach Plastik aussehen.</translation>
    </message>
    <message>
        <source>Light skin</source>
        <translation>Helle Haut</translation>
    </message>
    <message>
        <source>Linen</source>
        <translation>Leinen</translation>
    </message>
    <message>
        <source>Long side</source>
        <translation>Lange Seite</translation>
    </message>
    <message>
        <source>MIT (the weights); the training photos&apos; terms are listed by source</source>
        <translation>MIT (Modell); Bedingungen der Trainingsfotos je Quelle</translation>
    </message>
    <message>
        <source>Make the photo larger and sharper, to a factor, a size in pixels or a print&apos;s width.</source>
        <translation>Macht das Foto größer und schärfer: um einen Faktor, auf eine Größe in Pixeln oder auf die Breite eines Abzugs.</translation>
    </message>
    <message>
        <source>Makes the longer side just so many pixels, in place of the factor. A larger photo is left as it is.</source>
        <translation>Bringt die längere Seite auf genau so viele Pixel, statt des Faktors. Ein größeres Foto bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Makes the photo large enough for a print of this width, in place of factor and long side. 0 is off.</source>
        <translation>Macht das Foto groß genug für einen Abzug dieser Breite, statt Faktor und langer Seite. 0 ist aus.</translation>
    </message>
    <message>
        <source>Memory ran out ({0}); it was begun again with less at once ({1}).</source>
        <translation>Der Speicher ging aus ({0}); mit weniger auf einmal wurde neu begonnen ({1}).</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Noise estimator</source>
        <translation>Rauschmessung</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>Ist kein Ordner</translation>
    </message>
    <message>
        <source>Not enlarged: with {0} pixels the photo is already larger than asked for.</source>
        <translation>Nicht vergrößert: Mit {0} Pixeln ist das Foto schon größer als gewünscht.</translation>
    </message>
    <message>
        <source>Not turned</source>
        <translation>Nicht gedreht</translation>
    </message>
    <message>
        <source>Nothing to restore.</source>
        <translation>Nichts zu restaurieren.</translation>
    </message>
    <message>
        <source>Nothing to restore: no visible noise, JPEG damage or fading was found.</source>
        <translation>Nichts zu restaurieren: kein sichtbares Rauschen, keine JPEG-Schäden, kein Verblassen gefunden.</translation>
    </message>
    <message>
        <source>Old print</source>
        <translation>Alter Abzug</translation>
    </message>
    <message>
        <source>Old print, brown tone kept</source>
        <translation>Alter Abzug, Braunton bleibt</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>Vorgang nicht erlaubt</translation>
    </message>
    <message>
        <source>Pale</source>
        <translation>Blass</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>Zugriff verweigert</translation>
    </message>
    <message>
        <source>Pixels per inch of the print; 300 is usual for photos held in the hand.</source>
        <translation>Pixel je Zoll des Abzugs; 300 sind üblich für Fotos, die man in der Hand hält.</translation>
    </message>
    <message>
        <source>Print resolution</source>
        <translation>Druckauflösung</translation>
    </message>
    <message>
        <source>Print width</source>
        <translation>Abzugsbreite</translation>
    </message>
    <message>
        <source>Print, 20 cm wide</source>
        <translation>Abzug, 20 cm breit</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>Schreibgeschütztes Dateisystem</translation>
    </message>
    <message>
        <source>Red cloth</source>
        <translation>Roter Stoff</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove noise</source>
        <translation>Rauschen entfernen</translation>
    </message>
    <message>
        <source>Restorer was asked for something that it does not know.</source>
        <translation>Von Restorer wurde etwas verlangt, das er nicht kennt.</translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation>Sättigung</translation>
    </message>
    <message>
        <source>Scan clean</source>
        <translation>Scan reinigen</translation>
    </message>
    <message>
        <source>Sky</source>
        <translation>Himmel</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Glatt</translation>
    </message>
    <message>
        <source>Something went wrong inside Restorer.</source>
        <translation>In Restorer ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>Step {0} of the recipe must be an object that names its “operation”.</source>
        <translation>Schritt {0} des Rezepts muss ein Objekt sein, das seine „operation“ nennt.</translation>
    </message>
    <message>
        <source>Stone</source>
        <translation>Stein</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>Stark</translation>
    </message>
    <message>
        <source>Strong clean-up</source>
        <translation>Gründlich bereinigen</translation>
    </message>
    <message>
        <source>Subtle</source>
        <translation>Dezent</translation>
    </message>
    <message>
        <source>Swaps left and right, for negatives and slides scanned from the wrong side.</source>
        <translation>Vertauscht links und rechts, für Negative und Dias, die von der falschen Seite gescannt wurden.</translation>
    </message>
    <message>
        <source>Take out grain, sensor noise and JPEG blocks, and keep what is really in the photo.</source>
        <translation>Nimmt Korn, Sensorrauschen und JPEG-Blöcke heraus und behält, was wirklich im Foto ist.</translation>
    </message>
    <message>
        <source>Takes out all noise and JPEG damage that is found, for grainy or badly compressed photos.</source>
        <translation>Nimmt alles gefundene Rauschen und alle JPEG-Schäden heraus, für körnige oder stark komprimierte Fotos.</translation>
    </message>
    <message>
        <source>Takes out part of the noise and JPEG damage and keeps the grain of the film.</source>
        <translation>Nimmt einen Teil von Rauschen und JPEG-Schäden heraus und behält das Filmkorn.</translation>
    </message>
    <message>
        <source>Tanned skin</source>
        <translation>Gebräunte Haut</translation>
    </message>
    <message>
        <source>The 16 bits per colour of the source are narrowed to 8.</source>
        <translation>Die 16 Bit je Farbe des Originals werden auf 8 verringert.</translation>
    </message>
    <message>
        <source>The BMP is of a kind that is not read.</source>
        <translation>Diese Art BMP wird nicht gelesen.</translation>
    </message>
    <message>
        <source>The EXIF block is too large for a {0} file and is left out.</source>
        <translation>Der EXIF-Block ist zu groß für eine {0}-Datei und wird weggelassen.</translation>
    </message>
    <message>
        <source>The EXIF block of the source is damaged and is left out.</source>
        <translation>Der EXIF-Block des Originals ist beschädigt und wird weggelassen.</translation>
    </message>
    <message>
        <source>The IPTC block of the source is damaged and is left out.</source>
        <translation>Der IPTC-Block des Originals ist beschädigt und wird weggelassen.</translation>
    </message>
    <message>
        <source>The IPTC texts are too long for a {0} file and are left out.</source>
        <translation>Die IPTC-Texte sind zu lang für eine {0}-Datei und werden weggelassen.</translation>
    </message>
    <message>
        <source>The XMP block of the source {0} and is left out.</source>
        <translation>Der XMP-Block des Originals {0} und wird weggelassen.</translation>
    </message>
    <message>
        <source>The batch into “{0}” was begun with {1}. Continue it as it was begun, or start it afresh without --resume.</source>
        <translation>Der Stapel nach „{0}“ wurde anders begonnen ({1}). Führen Sie ihn so fort, wie er begonnen wurde, oder starten Sie ihn neu, ohne --resume.</translation>
    </message>
    <message>
        <source>The blacks have turned grey and the whites dull, as in a faded print.</source>
        <translation>Schwarz ist grau und Weiß stumpf geworden, wie in einem verblassten Abzug.</translation>
    </message>
    <message>
        <source>The blacks have turned grey, as in a faded print.</source>
        <translation>Schwarz ist grau geworden, wie in einem verblassten Abzug.</translation>
    </message>
    <message>
        <source>The catalogue&apos;s arguments for colorize are wrong.</source>
        <translation>Die Angaben des Verzeichnisses zum Einfärben sind falsch.</translation>
    </message>
    <message>
        <source>The colour profile in the file is damaged; the colours are taken as sRGB.</source>
        <translation>Das Farbprofil der Datei ist beschädigt; die Farben gelten als sRGB.</translation>
    </message>
    <message>
        <source>The colour profile in the file is one for {0} pictures, which this is not; the colours are taken as sRGB.</source>
        <translation>Das Farbprofil der Datei ist für {0}-Bilder, und dieses ist keines; die Farben gelten als sRGB.</translation>
    </message>
    <message>
        <source>The colour profile is too large for a {0} file and is left out.</source>
        <translation>Das Farbprofil ist zu groß für eine {0}-Datei und wird weggelassen.</translation>
    </message>
    <message>
        <source>The colour profile leads to sRGB but not back: steps that work on colours will not run.</source>
        <translation>Das Farbprofil führt nach sRGB, aber nicht zurück: Schritte, die mit Farben arbeiten, laufen nicht.</translation>
    </message>
    <message>
        <source>The colour profile of this photo leads to sRGB but not back, so its colours cannot be worked on. Convert the photo to sRGB first.</source>
        <translation>Das Farbprofil dieses Fotos führt nach sRGB, aber nicht zurück; an seinen Farben lässt sich nicht arbeiten. Wandeln Sie das Foto zuerst in sRGB um.</translation>
    </message>
    <message>
        <source>The colours are converted to sRGB; those that it cannot show become the nearest ones.</source>
        <translation>Die Farben werden in sRGB umgewandelt; was es nicht zeigen kann, wird zur nächstliegenden Farbe.</translation>
    </message>
    <message>
        <source>The colours are stored as {0}; they become sRGB.</source>
        <translation>Die Farben sind als {0} gespeichert; sie werden zu sRGB.</translation>
    </message>
    <message>
        <source>The colours were stored as CMYK without a usable profile; a common press profile made them sRGB.</source>
        <translation>Die Farben waren als CMYK ohne brauchbares Profil gespeichert; ein übliches Druckprofil machte daraus sRGB.</translation>
    </message>
    <message>
        <source>The colours were stored as CMYK; they have become sRGB through the file&apos;s own profile.</source>
        <translation>Die Farben waren als CMYK gespeichert; über das Profil der Datei sind sie zu sRGB geworden.</translation>
    </message>
    <message>
        <source>The colours were stored as Lab; they have become sRGB.</source>
        <translation>Die Farben waren als Lab gespeichert; sie sind zu sRGB geworden.</translation>
    </message>
    <message>
        <source>The device “{0}” stopped working. Choose another one, or restart the computer.</source>
        <translation>Das Gerät „{0}“ arbeitet nicht mehr. Wählen Sie ein anderes, oder starten Sie den Computer neu.</translation>
    </message>
    <message>
        <source>The disk is full: “{0}” was not finished. Make room and try again.</source>
        <translation>Der Datenträger ist voll: „{0}“ wurde nicht fertig. Schaffen Sie Platz und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The disk with “{0}” is full, where the batch is recorded. Make room.</source>
        <translation>Der Datenträger mit „{0}“, wo der Stapel verzeichnet wird, ist voll. Schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>The disk with “{0}” is full: {1} The batch goes on when there is room.</source>
        <translation>Der Datenträger mit „{0}“ ist voll: {1} Der Stapel läuft weiter, wenn Platz ist.</translation>
    </message>
    <message>
        <source>The file holds an animation; its first picture was opened.</source>
        <translation>Die Datei enthält eine Animation; das erste Bild wurde geöffnet.</translation>
    </message>
    <message>
        <source>The file holds numbers of a kind that is not read.</source>
        <translation>Die Datei enthält Zahlen einer Art, die nicht gelesen wird.</translation>
    </message>
    <message>
        <source>The file holds values beyond black and white, which were clipped.</source>
        <translation>Die Datei enthält Werte jenseits von Schwarz und Weiß; sie wurden abgeschnitten.</translation>
    </message>
    <message>
        <source>The file holds {0} pages; page {1} was opened.</source>
        <translation>Die Datei enthält {0} Seiten; Seite {1} wurde geöffnet.</translation>
    </message>
    <message>
        <source>The file holds {0} pictures; the main one was opened.</source>
        <translation>Die Datei enthält {0} Bilder; das Hauptbild wurde geöffnet.</translation>
    </message>
    <message>
        <source>The file is cut off at its very end; the picture is there.</source>
        <translation>Die Datei ist ganz am Ende abgeschnitten; das Bild ist da.</translation>
    </message>
    <message>
        <source>The file is cut off or damaged: it holds no picture.</source>
        <translation>Die Datei ist abgeschnitten oder beschädigt: Sie enthält kein Bild.</translation>
    </message>
    <message>
        <source>The file is cut off: most of the picture is missing.</source>
        <translation>Die Datei ist abgeschnitten: Der größte Teil des Bildes fehlt.</translation>
    </message>
    <message>
        <source>The file is cut off: the finer detail of the picture is missing.</source>
        <translation>Die Datei ist abgeschnitten: Die feineren Details des Bildes fehlen.</translation>
    </message>
    <message>
        <source>The file is cut off: {0} of its {1} rows ({2} %) are missing.</source>
        <translation>Die Datei ist abgeschnitten: {0} von {1} Zeilen ({2} %) fehlen.</translation>
    </message>
    <message>
        <source>The file is cut off; this format gives nothing back when part is missing.</source>
        <translation>Die Datei ist abgeschnitten; bei diesem Format ist ohne alle Teile nichts zu retten.</translation>
    </message>
    <message>
        <source>The file is damaged and cannot be read.</source>
        <translation>Die Datei ist beschädigt und nicht lesbar.</translation>
    </message>
    <message>
        <source>The file is damaged: it holds more parts than any picture does.</source>
        <translation>Die Datei ist beschädigt: Sie enthält mehr Teile als je ein Bild.</translation>
    </message>
    <message>
        <source>The file is damaged: its header makes no sense.</source>
        <translation>Die Datei ist beschädigt: Ihr Kopf ergibt keinen Sinn.</translation>
    </message>
    <message>
        <source>The file is damaged: the header checksum is wrong.</source>
        <translation>Die Datei ist beschädigt: Die Prüfsumme des Kopfes stimmt nicht.</translation>
    </message>
    <message>
        <source>The file is empty (0 bytes).</source>
        <translation>Die Datei ist leer (0 Bytes).</translation>
    </message>
    <message>
        <source>The file is not there (any more).</source>
        <translation>Die Datei ist nicht (mehr) da.</translation>
    </message>
    <message>
        <source>The file says it is {0} × {1} pixels ({2}), which is too large.</source>
        <translation>Laut Datei sind es {0} × {1} Pixel ({2}); das ist zu groß.</translation>
    </message>
    <message>
        <source>The folder of your own weights, “{0}”, cannot be read.</source>
        <translation>Der Ordner Ihrer eigenen Modelle, „{0}“, ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The folder “{0}” is not the one that the batch began in: its hidden file {1} is missing. Was its drive unplugged?</source>
        <translation>Der Ordner „{0}“ ist nicht der, in dem der Stapel begann: Seine verborgene Datei {1} fehlt. Wurde das Laufwerk abgezogen?</translation>
    </message>
    <message>
        <source>The folder “{0}” is not there (any more). Was its drive unplugged?</source>
        <translation>Der Ordner „{0}“ ist nicht (mehr) da. Wurde das Laufwerk abgezogen?</translation>
    </message>
    <message>
        <source>The folder “{0}” is not there.</source>
        <translation>Der Ordner „{0}“ ist nicht da.</translation>
    </message>
    <message>
        <source>The folder “{0}” must not be written to.</source>
        <translation>In den Ordner „{0}“ darf nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The folder “{0}”, where photos are worked on, must not be written to.</source>
        <translation>In den Ordner „{0}“, in dem an Fotos gearbeitet wird, darf nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The graphics card has no memory to spare; the processor is used.</source>
        <translation>Die Grafikkarte hat keinen Speicher übrig; der Prozessor wird verwendet.</translation>
    </message>
    <message>
        <source>The list of weights for enlarging is damaged. Install Restorer again.</source>
        <translation>Das Verzeichnis der Modelle zum Vergrößern ist beschädigt. Installieren Sie Restorer neu.</translation>
    </message>
    <message>
        <source>The list of weights “{0}” cannot be read. Install Restorer again.</source>
        <translation>Das Modellverzeichnis „{0}“ ist nicht lesbar. Installieren Sie Restorer neu.</translation>
    </message>
    <message>
        <source>The network of “{0}” ({1}) does not answer a picture with one picture, so Restorer cannot use it.</source>
        <translation>Das Netz von „{0}“ ({1}) beantwortet ein Bild nicht mit einem Bild; Restorer kann es nicht verwenden.</translation>
    </message>
    <message>
        <source>The network of “{0}” ({1}) enlarges grey pictures only.</source>
        <translation>Das Netz von „{0}“ ({1}) vergrößert nur graue Bilder.</translation>
    </message>
    <message>
        <source>The network of “{0}” ({1}) takes {2} channels, and photos have 3.</source>
        <translation>Das Netz von „{0}“ ({1}) nimmt {2} Kanäle, und Fotos haben 3.</translation>
    </message>
    <message>
        <source>The outputs would get the names of the originals, which are never written over. Choose another folder, or a pattern for names such as “{name} {preset}”.</source>
        <translation>Die Ergebnisse hießen wie die Originale, und diese werden nie überschrieben. Wählen Sie einen anderen Ordner oder ein Namensmuster wie „{name} {preset}“.</translation>
    </message>
    <message>
        <source>The part of Restorer that works on photos could not be started.</source>
        <translation>Der Teil von Restorer, der an Fotos arbeitet, ließ sich nicht starten.</translation>
    </message>
    <message>
        <source>The part of the photo that is kept, after turning. It belongs to this photo: presets and batches leave it out.</source>
        <translation>Der Teil des Fotos, der nach dem Drehen bleibt. Er gehört zu diesem Foto: Vorlagen und Stapel lassen ihn weg.</translation>
    </message>
    <message>
        <source>The part that loads networks of others (spandrel) does not work here. Install Restorer again.</source>
        <translation>Der Teil, der fremde Netze lädt (spandrel), arbeitet hier nicht. Installieren Sie Restorer neu.</translation>
    </message>
    <message>
        <source>The part that loads networks of others (torchvision) does not work here. Install Restorer again.</source>
        <translation>Der Teil, der fremde Netze lädt (torchvision), arbeitet hier nicht. Installieren Sie Restorer neu.</translation>
    </message>
    <message>
        <source>The photo had colours of its own; guessed ones took their place.</source>
        <translation>Das Foto hatte eigene Farben; geratene sind an ihre Stelle getreten.</translation>
    </message>
    <message>
        <source>The photo is {0}. It can be given colours, which would be guessed.</source>
        <translation>Das Foto ist {0}. Es lässt sich einfärben; die Farben wären geraten.</translation>
    </message>
    <message>
        <source>The photo was written, but reading it back gave something else, so it was not kept. Please report this.</source>
        <translation>Das Foto wurde geschrieben, aber beim Zurücklesen kam etwas anderes heraus; darum wurde es nicht behalten. Bitte melden Sie das.</translation>
    </message>
    <message>
        <source>The picture has no {0}, so there is nothing to show.</source>
        <translation>Dem Bild fehlt die {0}, es gibt also nichts zu zeigen.</translation>
    </message>
    <message>
        <source>The picture is meant for screens of high dynamic range ({0}); it is opened as stored and may look flat.</source>
        <translation>Das Bild ist für Bildschirme mit hohem Dynamikumfang gemacht ({0}); es wird geöffnet, wie es gespeichert ist, und kann flau wirken.</translation>
    </message>
    <message>
        <source>The picture will be {0} pixels, and {1} files can have {2} a side at most. Choose PNG or TIFF, or a smaller size.</source>
        <translation>Das Bild wird {0} Pixel groß, und {1}-Dateien können höchstens {2} je Seite haben. Wählen Sie PNG oder TIFF oder eine kleinere Größe.</translation>
    </message>
    <message>
        <source>The process that worked on this hung.</source>
        <translation>Der Prozess, der daran arbeitete, hing.</translation>
    </message>
    <message>
        <source>The process that worked on this {0}.</source>
        <translation>Der Prozess, der daran arbeitete, {0}.</translation>
    </message>
    <message>
        <source>The profile is to “keep”, or “srgb”, not “{0}”.</source>
        <translation>Das Profil muss „keep“ oder „srgb“ sein, nicht „{0}“.</translation>
    </message>
    <message>
        <source>The quality must lie between 1 and 100, not {0}.</source>
        <translation>Die Qualität muss zwischen 1 und 100 liegen, nicht bei {0}.</translation>
    </message>
    <message>
        <source>The recipe&apos;s “steps” must be a list.</source>
        <translation>„steps“ des Rezepts muss eine Liste sein.</translation>
    </message>
    <message>
        <source>The record of the batch in “{0}” cannot be written ({1}).</source>
        <translation>Das Stapelverzeichnis in „{0}“ lässt sich nicht schreiben ({1}).</translation>
    </message>
    <message>
        <source>The record of this batch is damaged.</source>
        <translation>Das Verzeichnis dieses Stapels ist beschädigt.</translation>
    </message>
    <message>
        <source>The record of this batch is damaged. Start the batch afresh.</source>
        <translation>Das Verzeichnis dieses Stapels ist beschädigt. Starten Sie den Stapel neu.</translation>
    </message>
    <message>
        <source>The region lies outside the restored photo of {0} px.</source>
        <translation>Der Bereich liegt außerhalb des restaurierten Fotos von {0} px.</translation>
    </message>
    <message>
        <source>The source carries Content Credentials (C2PA). They vouch for the original only and are left out.</source>
        <translation>Das Original trägt Content Credentials (C2PA). Sie bürgen nur für das Original und werden weggelassen.</translation>
    </message>
    <message>
        <source>The source&apos;s colour profile does not fit its pixels and is left out.</source>
        <translation>Das Farbprofil des Originals passt nicht zu seinen Pixeln und wird weggelassen.</translation>
    </message>
    <message>
        <source>The source&apos;s profile is for grey pictures only; the picture is saved as sRGB.</source>
        <translation>Das Profil des Originals ist nur für graue Bilder; das Bild wird als sRGB gespeichert.</translation>
    </message>
    <message>
        <source>The tone of the print is kept.</source>
        <translation>Der Ton des Abzugs bleibt.</translation>
    </message>
    <message>
        <source>The weights file “{0}” is not there.</source>
        <translation>Die Modelldatei „{0}“ ist nicht da.</translation>
    </message>
    <message>
        <source>The weights for enlarging have a faithful end only: the detail slider changes nothing.</source>
        <translation>Das Modell zum Vergrößern kann nur „getreu“: Der Regler für Details ändert nichts.</translation>
    </message>
    <message>
        <source>The weights “{0}” ({1}) look far across the picture. In tiles their result is approximate: it may differ slightly from that of the whole picture at once.</source>
        <translation>Das Modell „{0}“ ({1}) blickt weit über das Bild. In Kacheln ist sein Ergebnis nur ungefähr: Es kann leicht von dem für das ganze Bild auf einmal abweichen.</translation>
    </message>
    <message>
        <source>The weights “{0}” and “{1}” are of different networks and cannot be mixed.</source>
        <translation>Die Modelle „{0}“ und „{1}“ gehören zu verschiedenen Netzen und lassen sich nicht mischen.</translation>
    </message>
    <message>
        <source>The weights “{0}” are damaged: “{1}” is not the file it was.</source>
        <translation>Das Modell „{0}“ ist beschädigt: „{1}“ ist nicht mehr die Datei, die es war.</translation>
    </message>
    <message>
        <source>The weights “{0}” are damaged: “{1}” is not the file it was. Install them again.</source>
        <translation>Das Modell „{0}“ ist beschädigt: „{1}“ ist nicht mehr die Datei, die es war. Installieren Sie es neu.</translation>
    </message>
    <message>
        <source>The weights “{0}” are for {1}, not for {2}.</source>
        <translation>Das Modell „{0}“ ist zum {1} da, nicht zum {2}.</translation>
    </message>
    <message>
        <source>The weights “{0}” are missing: “{1}” is not there.</source>
        <translation>Das Modell „{0}“ fehlt: „{1}“ ist nicht da.</translation>
    </message>
    <message>
        <source>The weights “{0}” are of a network, “{1}”, that gives no colour.</source>
        <translation>Das Modell „{0}“ gehört zu einem Netz, „{1}“, das nicht einfärbt.</translation>
    </message>
    <message>
        <source>The weights “{0}” are of a network, “{1}”, that this version does not know.</source>
        <translation>Das Modell „{0}“ gehört zu einem Netz, „{1}“, das diese Version nicht kennt.</translation>
    </message>
    <message>
        <source>The weights “{0}” are whole.</source>
        <translation>Das Modell „{0}“ ist unversehrt.</translation>
    </message>
    <message>
        <source>The weights “{0}” cannot be read: {1}.</source>
        <translation>Das Modell „{0}“ ist nicht lesbar: {1}.</translation>
    </message>
    <message>
        <source>The weights “{0}” cannot be run here.</source>
        <translation>Das Modell „{0}“ läuft hier nicht.</translation>
    </message>
    <message>
        <source>The weights “{0}” do not enlarge a photo: they take out noise.</source>
        <translation>Das Modell „{0}“ vergrößert nicht: Es entfernt Rauschen.</translation>
    </message>
    <message>
        <source>The weights “{0}” do not fit the network that they are said to be of. The file is of another version, or damaged.</source>
        <translation>Das Modell „{0}“ passt nicht zu dem Netz, zu dem es gehören soll. Die Datei ist von einer anderen Version oder beschädigt.</translation>
    </message>
    <message>
        <source>The weights “{0}” enlarge a photo {1} times; they take out no noise.</source>
        <translation>Das Modell „{0}“ vergrößert {1}-fach; es entfernt kein Rauschen.</translation>
    </message>
    <message>
        <source>The weights “{0}” give no picture for this photo. Choose other weights.</source>
        <translation>Das Modell „{0}“ ergibt für dieses Foto kein Bild. Wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>The weights “{0}” have one end only: the detail slider changes nothing.</source>
        <translation>Das Modell „{0}“ hat nur ein Ende: Der Regler für Details ändert nichts.</translation>
    </message>
    <message>
        <source>The weights “{0}” judge noise and JPEG damage themselves: their levels are not told.</source>
        <translation>Das Modell „{0}“ beurteilt Rauschen und JPEG-Schäden selbst: Die gemessenen Stärken braucht es nicht.</translation>
    </message>
    <message>
        <source>The weights “{0}” know brightness only: coloured noise stays as it is.</source>
        <translation>Das Modell „{0}“ kennt nur Helligkeit: Farbrauschen bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>The weights “{0}” shifted colours or brightness in places. They were put back as they were.</source>
        <translation>Das Modell „{0}“ hat stellenweise Farben oder Helligkeit verschoben. Sie wurden zurückgestellt.</translation>
    </message>
    <message>
        <source>The whites have turned dull.</source>
        <translation>Weiß ist stumpf geworden.</translation>
    </message>
    <message>
        <source>The working copy of a photo has gone, or the disk is full. Open the photo again.</source>
        <translation>Die Arbeitskopie eines Fotos ist verschwunden, oder der Datenträger ist voll. Öffnen Sie das Foto erneut.</translation>
    </message>
    <message>
        <source>The working copy of a photo has gone. Open the photo again.</source>
        <translation>Die Arbeitskopie eines Fotos ist verschwunden. Öffnen Sie das Foto erneut.</translation>
    </message>
    <message>
        <source>The {0} block is damaged.</source>
        <translation>Der {0}-Block ist beschädigt.</translation>
    </message>
    <message>
        <source>The {0} is damaged.</source>
        <translation>Beschädigt: {0}.</translation>
    </message>
    <message>
        <source>The {0} is larger than {1} MB and was left out.</source>
        <translation>Größer als {1} MB, darum weggelassen: {0}.</translation>
    </message>
    <message>
        <source>There are no photos in “{0}”.</source>
        <translation>In „{0}“ sind keine Fotos.</translation>
    </message>
    <message>
        <source>There are no weights for {0}. Install Restorer again, or name a weights file.</source>
        <translation>Es gibt kein Modell zum {0}. Installieren Sie Restorer neu, oder nennen Sie eine Modelldatei.</translation>
    </message>
    <message>
        <source>There are no weights “{0}”. Known are: {1}.</source>
        <translation>Es gibt kein Modell „{0}“. Bekannt sind: {1}.</translation>
    </message>
    <message>
        <source>There are: {0}.</source>
        <translation>Es gibt: {0}.</translation>
    </message>
    <message>
        <source>There cannot be a file of this name.</source>
        <translation>So kann keine Datei heißen.</translation>
    </message>
    <message>
        <source>There is a preset “{0}” already. Choose another title or replace it.</source>
        <translation>Eine Vorlage „{0}“ gibt es schon. Wählen Sie einen anderen Titel, oder ersetzen Sie sie.</translation>
    </message>
    <message>
        <source>There is no device “{0}” here. There are: auto, {1}.</source>
        <translation>Ein Gerät „{0}“ gibt es hier nicht. Es gibt: auto, {1}.</translation>
    </message>
    <message>
        <source>There is no operation “{0}”.{1}</source>
        <translation>Einen Schritt „{0}“ gibt es nicht.{1}</translation>
    </message>
    <message>
        <source>There is no permission for {0} “{1}” in “{2}”.</source>
        <translation>Keine Berechtigung ({0}): „{1}“ in „{2}“.</translation>
    </message>
    <message>
        <source>There is no permission to read this file.</source>
        <translation>Es fehlt die Berechtigung, diese Datei zu lesen.</translation>
    </message>
    <message>
        <source>There is no precision “{0}”: choose auto, fp32, bf16 or fp16.</source>
        <translation>Eine Genauigkeit „{0}“ gibt es nicht: Wählen Sie auto, fp32, bf16 oder fp16.</translation>
    </message>
    <message>
        <source>There is no preset “{0}”.{1}</source>
        <translation>Eine Vorlage „{0}“ gibt es nicht.{1}</translation>
    </message>
    <message>
        <source>There is no “{0}.{1}”.{2}</source>
        <translation>„{0}.{1}“ gibt es nicht.{2}</translation>
    </message>
    <message>
        <source>There is no “{{0}}” for names.{1}</source>
        <translation>„{{0}}“ gibt es für Namen nicht.{1}</translation>
    </message>
    <message>
        <source>There is not enough memory for this photo.</source>
        <translation>Für dieses Foto reicht der Arbeitsspeicher nicht.</translation>
    </message>
    <message>
        <source>There is not enough memory for writing this photo.</source>
        <translation>Zum Schreiben dieses Fotos reicht der Arbeitsspeicher nicht.</translation>
    </message>
    <message>
        <source>There is not enough memory to open “{0}”.</source>
        <translation>Zum Öffnen von „{0}“ reicht der Arbeitsspeicher nicht.</translation>
    </message>
    <message>
        <source>There is not enough memory to restore this photo. Close other programs and try again.</source>
        <translation>Zum Restaurieren dieses Fotos reicht der Arbeitsspeicher nicht. Schließen Sie andere Programme und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>There is visible noise or grain (about {0} of 255).</source>
        <translation>Rauschen oder Korn ist sichtbar (etwa {0} von 255).</translation>
    </message>
    <message>
        <source>This JPEG has {0} colour channels, which is not read.</source>
        <translation>Dieses JPEG hat {0} Farbkanäle; das wird nicht gelesen.</translation>
    </message>
    <message>
        <source>This JPEG holds {0} bits per colour, which is not read.</source>
        <translation>Dieses JPEG hat {0} Bit je Farbe; das wird nicht gelesen.</translation>
    </message>
    <message>
        <source>This JPEG is coded in a way that is not read (lossless).</source>
        <translation>Dieses JPEG ist auf eine Art codiert, die nicht gelesen wird (verlustfrei).</translation>
    </message>
    <message>
        <source>This TIFF is damaged, or of a kind that is not read.</source>
        <translation>Dieses TIFF ist beschädigt oder von einer Art, die nicht gelesen wird.</translation>
    </message>
    <message>
        <source>This TIFF is of a kind that is not read.</source>
        <translation>Diese Art TIFF wird nicht gelesen.</translation>
    </message>
    <message>
        <source>This batch was begun by a later Restorer (version {0} of its journal). Update Restorer.</source>
        <translation>Dieser Stapel wurde von einem neueren Restorer begonnen (Verzeichnisversion {0}). Aktualisieren Sie Restorer.</translation>
    </message>
    <message>
        <source>This camera raw file is damaged, or of a camera that is not known.</source>
        <translation>Diese Kamera-Rohdatei ist beschädigt oder von einer unbekannten Kamera.</translation>
    </message>
    <message>
        <source>This camera raw file is damaged, or of a kind that is not read.</source>
        <translation>Diese Kamera-Rohdatei ist beschädigt oder von einer Art, die nicht gelesen wird.</translation>
    </message>
    <message>
        <source>This is a folder, not a picture.</source>
        <translation>Das ist ein Ordner, kein Bild.</translation>
    </message>
    <message>
        <source>This is not a file but a pipe or a device.</source>
        <translation>Das ist keine Datei, sondern eine Pipe oder ein Gerät.</translation>
    </message>
    <message>
        <source>This is not a preset: it must be a JSON object.</source>
        <translation>Das ist keine Vorlage: Sie muss ein JSON-Objekt sein.</translation>
    </message>
    <message>
        <source>This is not a {0}: it is not proper JSON ({1}).</source>
        <translation>Das ist nicht lesbar ({0}): kein korrektes JSON ({1}).</translation>
    </message>
    <message>
        <source>This job is not in the list any more.</source>
        <translation>Dieser Auftrag steht nicht mehr in der Liste.</translation>
    </message>
    <message>
        <source>This photo is not part of the batch (any more).</source>
        <translation>Dieses Foto gehört nicht (mehr) zum Stapel.</translation>
    </message>
    <message>
        <source>This version of Restorer cannot carry out one of the steps.</source>
        <translation>Diese Version von Restorer kann einen der Schritte nicht ausführen.</translation>
    </message>
    <message>
        <source>This was made by a later Restorer (version {0}, here {1}). Update Restorer.</source>
        <translation>Das stammt von einem neueren Restorer (Version {0}, hier {1}). Aktualisieren Sie Restorer.</translation>
    </message>
    <message>
        <source>This {0} is too long to be one.</source>
        <translation>Das ist zu lang dafür ({0}).</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>Drehen</translation>
    </message>
    <message>
        <source>Turn, mirror or crop the photo without loss.</source>
        <translation>Dreht, spiegelt oder beschneidet das Foto ohne Verlust.</translation>
    </message>
    <message>
        <source>Turns the photo clockwise.</source>
        <translation>Dreht das Foto im Uhrzeigersinn.</translation>
    </message>
    <message>
        <source>Twice as wide and high, showing only what the photo holds. Noise is taken out first.</source>
        <translation>Doppelt so breit und hoch, nur mit dem, was das Foto enthält. Zuvor wird das Rauschen entfernt.</translation>
    </message>
    <message>
        <source>Undo fading</source>
        <translation>Verblasstes auffrischen</translation>
    </message>
    <message>
        <source>Upscale ×4, detailed</source>
        <translation>Vergrößern ×4, detailliert</translation>
    </message>
    <message>
        <source>Upscale ×4, faithful</source>
        <translation>Vergrößern ×4, getreu</translation>
    </message>
    <message>
        <source>Upside down</source>
        <translation>Auf den Kopf</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>Variante</translation>
    </message>
    <message>
        <source>Vivid</source>
        <translation>Kräftig</translation>
    </message>
    <message>
        <source>Water</source>
        <translation>Wasser</translation>
    </message>
    <message>
        <source>With {0} pixels the photo is small. It can be enlarged.</source>
        <translation>Mit {0} Pixeln ist das Foto klein. Es lässt sich vergrößern.</translation>
    </message>
    <message>
        <source>Wood</source>
        <translation>Holz</translation>
    </message>
    <message>
        <source>Writing the photo failed inside the encoder.</source>
        <translation>Beim Schreiben des Fotos ist der Encoder gescheitert.</translation>
    </message>
    <message>
        <source>XMP block</source>
        <translation>XMP-Block</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>ein PDF-Dokument</translation>
    </message>
    <message>
        <source>a Photoshop document</source>
        <translation>ein Photoshop-Dokument</translation>
    </message>
    <message>
        <source>a TGA picture</source>
        <translation>ein TGA-Bild</translation>
    </message>
    <message>
        <source>a few seconds</source>
        <translation>wenige Sekunden</translation>
    </message>
    <message>
        <source>a number without end</source>
        <translation>eine Zahl ohne Ende</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>ein Text</translation>
    </message>
    <message>
        <source>a video</source>
        <translation>ein Video</translation>
    </message>
    <message>
        <source>a web page</source>
        <translation>eine Webseite</translation>
    </message>
    <message>
        <source>about {0} are needed, {1} are free.</source>
        <translation>etwa {0} werden gebraucht, {1} sind frei.</translation>
    </message>
    <message>
        <source>about {0} h</source>
        <translation>etwa {0} Std.</translation>
    </message>
    <message>
        <source>about {0} h{1}</source>
        <translation>etwa {0} Std.{1}</translation>
    </message>
    <message>
        <source>about {0} min</source>
        <translation>etwa {0} Min.</translation>
    </message>
    <message>
        <source>about {0} s</source>
        <translation>etwa {0} Sek.</translation>
    </message>
    <message>
        <source>an SVG drawing</source>
        <translation>eine SVG-Zeichnung</translation>
    </message>
    <message>
        <source>an archive</source>
        <translation>ein Archiv</translation>
    </message>
    <message>
        <source>an icon</source>
        <translation>ein Symbol</translation>
    </message>
    <message>
        <source>an unknown kind of file</source>
        <translation>eine unbekannte Art von Datei</translation>
    </message>
    <message>
        <source>another choice for names that exist</source>
        <translation>eine andere Wahl für vorhandene Namen</translation>
    </message>
    <message>
        <source>another choice for subfolders</source>
        <translation>eine andere Wahl für Unterordner</translation>
    </message>
    <message>
        <source>another device, precision, tile or weights</source>
        <translation>ein anderes Gerät, andere Genauigkeit, Kachel oder Modelle</translation>
    </message>
    <message>
        <source>another format, depth or quality</source>
        <translation>anderes Format, andere Tiefe oder Qualität</translation>
    </message>
    <message>
        <source>another pattern for names</source>
        <translation>ein anderes Namensmuster</translation>
    </message>
    <message>
        <source>another recipe</source>
        <translation>ein anderes Rezept</translation>
    </message>
    <message>
        <source>camera RAW</source>
        <translation>Kamera-RAW</translation>
    </message>
    <message>
        <source>child {0} ended with {1}</source>
        <translation>Kindprozess {0} endete mit {1}</translation>
    </message>
    <message>
        <source>child {0} ended with {1}{2}</source>
        <translation>Kindprozess {0} endete mit {1}{2}</translation>
    </message>
    <message>
        <source>cm</source>
        <translation>cm</translation>
    </message>
    <message>
        <source>colour profile</source>
        <translation>Farbprofil</translation>
    </message>
    <message>
        <source>colouring</source>
        <translation>Einfärben</translation>
    </message>
    <message>
        <source>copying</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>crashed</source>
        <translation>stürzte ab</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>antwortet nicht</translation>
    </message>
    <message>
        <source>dpi</source>
        <translation>dpi</translation>
    </message>
    <message>
        <source>ended unexpectedly</source>
        <translation>endete unerwartet</translation>
    </message>
    <message>
        <source>enlarging</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>exit code {0}</source>
        <translation>Rückgabewert {0}</translation>
    </message>
    <message>
        <source>false</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>giving colour</source>
        <translation>Einfärben</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>grau</translation>
    </message>
    <message>
        <source>height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>how much larger it becomes: 1x, 2x</source>
        <translation>wievielmal größer es wird: 1x, 2x</translation>
    </message>
    <message>
        <source>in {0} it computes otherwise than the processor (by up to {1}/255).</source>
        <translation>in {0} rechnet es anders als der Prozessor (um bis zu {1}/255).</translation>
    </message>
    <message>
        <source>in {0} it gives another answer at each call.</source>
        <translation>in {0} gibt es jedes Mal eine andere Antwort.</translation>
    </message>
    <message>
        <source>is damaged</source>
        <translation>ist beschädigt</translation>
    </message>
    <message>
        <source>is larger than any real one</source>
        <translation>ist größer als jeder echte</translation>
    </message>
    <message>
        <source>is nested deeper than any real one</source>
        <translation>ist tiefer verschachtelt als jeder echte</translation>
    </message>
    <message>
        <source>is no XMP</source>
        <translation>ist kein XMP</translation>
    </message>
    <message>
        <source>its test failed ({0}).</source>
        <translation>die Prüfung schlug fehl ({0}).</translation>
    </message>
    <message>
        <source>keeping a draft in</source>
        <translation>Aufbewahren eines Entwurfs</translation>
    </message>
    <message>
        <source>keeping a journal in</source>
        <translation>Führen eines Verzeichnisses</translation>
    </message>
    <message>
        <source>left, top, right, bottom, each 0 to 1</source>
        <translation>links, oben, rechts, unten, jeweils 0 bis 1</translation>
    </message>
    <message>
        <source>left,top,right,bottom, each 0 to 1</source>
        <translation>links,oben,rechts,unten, jeweils 0 bis 1</translation>
    </message>
    <message>
        <source>make room.</source>
        <translation>Schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>making</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>measuring noise</source>
        <translation>Messen des Rauschens</translation>
    </message>
    <message>
        <source>no exit code yet</source>
        <translation>noch ohne Rückgabewert</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>of 255</source>
        <translation>von 255</translation>
    </message>
    <message>
        <source>of the output, in px</source>
        <translation>des Ergebnisses, in px</translation>
    </message>
    <message>
        <source>of the output: jpeg, png, tiff</source>
        <translation>des Ergebnisses: jpeg, png, tiff</translation>
    </message>
    <message>
        <source>on or off</source>
        <translation>an oder aus</translation>
    </message>
    <message>
        <source>other file</source>
        <translation>andere Datei</translation>
    </message>
    <message>
        <source>other photos</source>
        <translation>andere Fotos</translation>
    </message>
    <message>
        <source>pairs x, y of numbers from 0 to 1</source>
        <translation>Paare x, y von Zahlen von 0 bis 1</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>preset</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>removing noise</source>
        <translation>Rauschen entfernen</translation>
    </message>
    <message>
        <source>saving</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>zurückgestellt</translation>
    </message>
    <message>
        <source>setting aside</source>
        <translation>Zurückstellen</translation>
    </message>
    <message>
        <source>signal {0}</source>
        <translation>Signal {0}</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>taking out noise</source>
        <translation>Entrauschen</translation>
    </message>
    <message>
        <source>the name of the folder that it lies in</source>
        <translation>der Name des Ordners, in dem es liegt</translation>
    </message>
    <message>
        <source>the photo&apos;s name without its suffix</source>
        <translation>der Name des Fotos ohne Endung</translation>
    </message>
    <message>
        <source>the preset, or what is done</source>
        <translation>die Vorlage, oder was getan wird</translation>
    </message>
    <message>
        <source>toned, without colours</source>
        <translation>getönt, ohne Farben</translation>
    </message>
    <message>
        <source>tries to bring in other files or to blow itself up</source>
        <translation>versucht, andere Dateien hereinzuholen oder sich aufzublähen</translation>
    </message>
    <message>
        <source>true</source>
        <translation>wahr</translation>
    </message>
    <message>
        <source>turning</source>
        <translation>Drehen</translation>
    </message>
    <message>
        <source>undoing the fading</source>
        <translation>Verblasstes auffrischen</translation>
    </message>
    <message>
        <source>use the factor</source>
        <translation>nach Faktor</translation>
    </message>
    <message>
        <source>was ended by the system, perhaps because the memory ran out</source>
        <translation>wurde vom System beendet, vielleicht weil der Speicher ausging</translation>
    </message>
    <message>
        <source>when it was taken, else last changed: 1936-08-01</source>
        <translation>wann es aufgenommen, sonst zuletzt geändert wurde: 1936-08-01</translation>
    </message>
    <message>
        <source>width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>working in</source>
        <translation>Arbeiten in</translation>
    </message>
    <message>
        <source>working on</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>x,y:RRGGBB for a dot, x,y x,y …:RRGGBB:radius for a stroke, several parted by “;”</source>
        <translation>x,y:RRGGBB für einen Punkt, x,y x,y …:RRGGBB:Radius für einen Strich, mehrere mit „;“ getrennt</translation>
    </message>
    <message>
        <source>{0} GB</source>
        <translation>{0} GB</translation>
    </message>
    <message>
        <source>{0} It is being tried once more.</source>
        <translation>{0} Es wird noch einmal versucht.</translation>
    </message>
    <message>
        <source>{0} KB</source>
        <translation>{0} KB</translation>
    </message>
    <message>
        <source>{0} MB</source>
        <translation>{0} MB</translation>
    </message>
    <message>
        <source>{0} The batch goes on when that has changed.</source>
        <translation>{0} Der Stapel läuft weiter, wenn sich das geändert hat.</translation>
    </message>
    <message>
        <source>{0} Without --resume everything is made anew.</source>
        <translation>{0} Ohne --resume wird alles neu gemacht.</translation>
    </message>
    <message>
        <source>{0} came out broken and were computed again ({1}, {2}).</source>
        <translation>{0} missriet und wurde neu berechnet ({1}, {2}).</translation>
    </message>
    <message>
        <source>{0} came out flat where the photo is not; look at the result closely.</source>
        <translation>{0} wurde flach, wo das Foto es nicht ist; sehen Sie sich das Ergebnis genau an.</translation>
    </message>
    <message>
        <source>{0} cannot hold IPTC records; captions, keywords and the like are told in its XMP.</source>
        <translation>{0} kann keine IPTC-Einträge enthalten; Beschreibungen, Stichwörter und Ähnliches stehen in den XMP-Daten.</translation>
    </message>
    <message>
        <source>{0} failed</source>
        <translation>{0} fehlgeschlagen</translation>
    </message>
    <message>
        <source>{0} files are read but not written. Save “{1}” as {2} (“{3}{4}”) or in another format.</source>
        <translation>{0}-Dateien werden gelesen, aber nicht geschrieben. Speichern Sie „{1}“ als {2} („{3}{4}“) oder in einem anderen Format.</translation>
    </message>
    <message>
        <source>{0} folder</source>
        <translation>{0} Ordner</translation>
    </message>
    <message>
        <source>{0} folder not readable</source>
        <translation>{0} Ordner nicht lesbar</translation>
    </message>
    <message>
        <source>{0} folders</source>
        <translation>{0} Ordner</translation>
    </message>
    <message>
        <source>{0} folders not readable</source>
        <translation>{0} Ordner nicht lesbar</translation>
    </message>
    <message>
        <source>{0} gigapixels</source>
        <translation>{0} Gigapixel</translation>
    </message>
    <message>
        <source>{0} has no transparency: the picture is laid on white.</source>
        <translation>{0} kennt keine Transparenz: Das Bild wird auf Weiß gelegt.</translation>
    </message>
    <message>
        <source>{0} holds 8 bits per colour; the finer steps of 16 are rounded.</source>
        <translation>{0} fasst 8 Bit je Farbe; die feineren Stufen von 16 werden gerundet.</translation>
    </message>
    <message>
        <source>{0} holds {1} bits per colour; the finer steps of 16 are rounded.</source>
        <translation>{0} fasst {1} Bit je Farbe; die feineren Stufen von 16 werden gerundet.</translation>
    </message>
    <message>
        <source>{0} is written with {1} bits per colour; finer steps are rounded.</source>
        <translation>{0} wird mit {1} Bit je Farbe geschrieben; feinere Stufen werden gerundet.</translation>
    </message>
    <message>
        <source>{0} left unchanged (nothing to restore)</source>
        <translation>{0} unverändert (nichts zu restaurieren)</translation>
    </message>
    <message>
        <source>{0} megapixels</source>
        <translation>{0} Megapixel</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} Min.</translation>
    </message>
    <message>
        <source>{0} must be a list of at most {1} colour hints.</source>
        <translation>{0} muss eine Liste von höchstens {1} Farbvorgaben sein.</translation>
    </message>
    <message>
        <source>{0} must be a number from {1}, not {2}.</source>
        <translation>{0} muss eine Zahl von {1} sein, nicht {2}.</translation>
    </message>
    <message>
        <source>{0} must be a whole number from {1}, not {2}.</source>
        <translation>{0} muss eine ganze Zahl von {1} sein, nicht {2}.</translation>
    </message>
    <message>
        <source>{0} must be on or off, not {1}.</source>
        <translation>{0} muss an (on) oder aus (off) sein, nicht {1}.</translation>
    </message>
    <message>
        <source>{0} must be one of {1}, not {2}.</source>
        <translation>{0} muss eines von {1} sein, nicht {2}.</translation>
    </message>
    <message>
        <source>{0} must be red, green, blue, each a whole number from 0 to 255, not {1}.</source>
        <translation>{0} muss Rot, Grün, Blau sein, jeweils eine ganze Zahl von 0 bis 255, nicht {1}.</translation>
    </message>
    <message>
        <source>{0} must be true or false, not {1}.</source>
        <translation>{0} muss wahr (true) oder falsch (false) sein, nicht {1}.</translation>
    </message>
    <message>
        <source>{0} must be {1}, not {2}.</source>
        <translation>{0} muss {1} sein, nicht {2}.</translation>
    </message>
    <message>
        <source>{0} must have its right edge right of the left one and its bottom below its top.</source>
        <translation>Bei {0} muss die rechte Kante rechts der linken und die untere unter der oberen liegen.</translation>
    </message>
    <message>
        <source>{0} must hold numbers between 0 and 1, not {1}.</source>
        <translation>{0} muss Zahlen zwischen 0 und 1 enthalten, nicht {1}.</translation>
    </message>
    <message>
        <source>{0} must hold points, a colour and, if wanted, a radius.</source>
        <translation>{0} muss Punkte, eine Farbe und, falls gewünscht, einen Radius enthalten.</translation>
    </message>
    <message>
        <source>{0} must lie between {1} and {2}, not {3}.</source>
        <translation>{0} muss zwischen {1} und {2} liegen, nicht bei {3}.</translation>
    </message>
    <message>
        <source>{0} not readable</source>
        <translation>{0} nicht lesbar</translation>
    </message>
    <message>
        <source>{0} other file</source>
        <translation>{0} andere Datei</translation>
    </message>
    <message>
        <source>{0} other files</source>
        <translation>{0} andere Dateien</translation>
    </message>
    <message>
        <source>{0} photo</source>
        <translation>{0} Foto</translation>
    </message>
    <message>
        <source>{0} photo in {1} folder</source>
        <translation>{0} Foto in {1} Ordner</translation>
    </message>
    <message>
        <source>{0} photo in {1} folders</source>
        <translation>{0} Foto in {1} Ordnern</translation>
    </message>
    <message>
        <source>{0} photos</source>
        <translation>{0} Fotos</translation>
    </message>
    <message>
        <source>{0} photos in {1} folder</source>
        <translation>{0} Fotos in {1} Ordner</translation>
    </message>
    <message>
        <source>{0} photos in {1} folders</source>
        <translation>{0} Fotos in {1} Ordnern</translation>
    </message>
    <message>
        <source>{0} restored</source>
        <translation>{0} restauriert</translation>
    </message>
    <message>
        <source>{0} runs in fp32: it was not tested in {1}.</source>
        <translation>{0} läuft in fp32: In {1} wurde es nicht geprüft.</translation>
    </message>
    <message>
        <source>{0} set aside</source>
        <translation>{0} zurückgestellt</translation>
    </message>
    <message>
        <source>{0} skipped{1}</source>
        <translation>{0} übersprungen{1}</translation>
    </message>
    <message>
        <source>{0} still to do</source>
        <translation>{0} noch zu erledigen</translation>
    </message>
    <message>
        <source>{0} tiles</source>
        <translation>{0} Kacheln</translation>
    </message>
    <message>
        <source>{0} to {1}{2}{3}</source>
        <translation>{0} bis {1}{2}{3}</translation>
    </message>
    <message>
        <source>{0} “{1}” failed: {2}.</source>
        <translation>{0} fehlgeschlagen („{1}“): {2}.</translation>
    </message>
    <message>
        <source>{0}, {1}, tiles of {2} px{3}</source>
        <translation>{0}, {1}, Kacheln von {2} px{3}</translation>
    </message>
    <message>
        <source>{0}.points must be a list of 1 to {1} points.</source>
        <translation>{0}.points muss eine Liste von 1 bis {1} Punkten sein.</translation>
    </message>
    <message>
        <source>{name} (restored)</source>
        <translation>{name} (restauriert)</translation>
    </message>
    <message>
        <source>“version” must be a whole number.</source>
        <translation>„version“ muss eine ganze Zahl sein.</translation>
    </message>
    <message>
        <source>“{0}” cannot be a pattern for names: a part of it is empty or only dots.</source>
        <translation>„{0}“ taugt nicht als Namensmuster: Ein Teil davon ist leer oder besteht nur aus Punkten.</translation>
    </message>
    <message>
        <source>“{0}” comes with Restorer and stays as it is. Save your own beside it.</source>
        <translation>„{0}“ gehört zu Restorer und bleibt, wie es ist. Speichern Sie Ihre eigene Fassung daneben.</translation>
    </message>
    <message>
        <source>“{0}” exists already.</source>
        <translation>„{0}“ gibt es schon.</translation>
    </message>
    <message>
        <source>“{0}” exists already. Allow overwriting, or choose another name.</source>
        <translation>„{0}“ gibt es schon. Erlauben Sie das Überschreiben, oder wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>“{0}” exists already. Choose another name.</source>
        <translation>„{0}“ gibt es schon. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>“{0}” has a brace without its other half.</source>
        <translation>In „{0}“ steht eine Klammer ohne ihr Gegenstück.</translation>
    </message>
    <message>
        <source>“{0}” has changed since it was restored and is restored again.</source>
        <translation>„{0}“ wurde seit dem Restaurieren geändert und wird neu restauriert.</translation>
    </message>
    <message>
        <source>“{0}” holds no weights of Restorer&apos;s network for colour, or of another version of it.</source>
        <translation>„{0}“ enthält kein Modell für Restorers Farbnetz oder eines für eine andere Version.</translation>
    </message>
    <message>
        <source>“{0}” holds no weights of a network.</source>
        <translation>„{0}“ enthält kein Modell eines Netzes.</translation>
    </message>
    <message>
        <source>“{0}” holds program code besides weights, which might do anything. Restorer does not open it. Ask for the weights as a .safetensors file.</source>
        <translation>„{0}“ enthält außer dem Modell Programmcode, der alles Mögliche tun könnte. Restorer öffnet es nicht. Bitten Sie um das Modell als .safetensors-Datei.</translation>
    </message>
    <message>
        <source>“{0}” is a file. The outputs need a folder.</source>
        <translation>„{0}“ ist eine Datei. Die Ergebnisse brauchen einen Ordner.</translation>
    </message>
    <message>
        <source>“{0}” is a folder. Give the new file a name.</source>
        <translation>„{0}“ ist ein Ordner. Geben Sie der neuen Datei einen Namen.</translation>
    </message>
    <message>
        <source>“{0}” is a link that leads out of the folder of outputs. Nothing is written there.</source>
        <translation>„{0}“ ist eine Verknüpfung, die aus dem Ergebnisordner hinausführt. Dorthin wird nichts geschrieben.</translation>
    </message>
    <message>
        <source>“{0}” is a preset that comes with Restorer. Choose another title.</source>
        <translation>„{0}“ ist eine Vorlage, die zu Restorer gehört. Wählen Sie einen anderen Titel.</translation>
    </message>
    <message>
        <source>“{0}” is a whole program for torch (TorchScript), not a weights file. Restorer does not run it.</source>
        <translation>„{0}“ ist ein ganzes Programm für torch (TorchScript), keine Modelldatei. Restorer führt es nicht aus.</translation>
    </message>
    <message>
        <source>“{0}” is an original, which is never written over.</source>
        <translation>„{0}“ ist ein Original; es wird nie überschrieben.</translation>
    </message>
    <message>
        <source>“{0}” is damaged, or not a weights file. Fetch it again.</source>
        <translation>„{0}“ ist beschädigt oder keine Modelldatei. Besorgen Sie sie neu.</translation>
    </message>
    <message>
        <source>“{0}” is damaged.</source>
        <translation>„{0}“ ist beschädigt.</translation>
    </message>
    <message>
        <source>“{0}” is damaged: it holds numbers that are none.</source>
        <translation>„{0}“ ist beschädigt: Es enthält Zahlen, die keine sind.</translation>
    </message>
    <message>
        <source>“{0}” is for faces or for filling in ({1}): Restorer has no use for it.</source>
        <translation>„{0}“ ist für Gesichter oder zum Ausfüllen ({1}): Restorer hat dafür keine Verwendung.</translation>
    </message>
    <message>
        <source>“{0}” is given twice.</source>
        <translation>„{0}“ ist zweimal angegeben.</translation>
    </message>
    <message>
        <source>“{0}” is not a draft of this version.</source>
        <translation>„{0}“ ist kein Entwurf dieser Version.</translation>
    </message>
    <message>
        <source>“{0}” is not a format that can be written. Choose one of {1}.</source>
        <translation>„{0}“ ist kein Format, das sich schreiben lässt. Wählen Sie eines von {1}.</translation>
    </message>
    <message>
        <source>“{0}” is not as it was written; it is kept as “{1}”, and made again.</source>
        <translation>„{0}“ ist nicht mehr, wie es geschrieben wurde; es bleibt als „{1}“ erhalten und wird neu gemacht.</translation>
    </message>
    <message>
        <source>“{0}” is not in the folder of your own weights, so it is not deleted.</source>
        <translation>„{0}“ liegt nicht im Ordner Ihrer eigenen Modelle und wird darum nicht gelöscht.</translation>
    </message>
    <message>
        <source>“{0}” is not of a network that Restorer knows.</source>
        <translation>„{0}“ gehört zu keinem Netz, das Restorer kennt.</translation>
    </message>
    <message>
        <source>“{0}” is not there (any more).</source>
        <translation>„{0}“ ist nicht (mehr) da.</translation>
    </message>
    <message>
        <source>“{0}” is not there (any more). The batch goes on when it is back.</source>
        <translation>„{0}“ ist nicht (mehr) da. Der Stapel läuft weiter, wenn es zurück ist.</translation>
    </message>
    <message>
        <source>“{0}” is not there any more and is made again.</source>
        <translation>„{0}“ ist nicht mehr da und wird neu gemacht.</translation>
    </message>
    <message>
        <source>“{0}” is not there any more.</source>
        <translation>„{0}“ ist nicht mehr da.</translation>
    </message>
    <message>
        <source>“{0}” is not there.</source>
        <translation>„{0}“ ist nicht da.</translation>
    </message>
    <message>
        <source>“{0}” is of Fast-SRGAN, whose normalisation looks at the whole picture at once: its colours would change from tile to tile. Restorer cannot use it.</source>
        <translation>„{0}“ ist ein Fast-SRGAN; dessen Normalisierung blickt auf das ganze Bild: Die Farben wechselten von Kachel zu Kachel. Restorer kann es nicht verwenden.</translation>
    </message>
    <message>
        <source>“{0}” is the name of weights that came with Restorer. Choose another.</source>
        <translation>„{0}“ heißt schon ein Modell, das zu Restorer gehört. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>“{0}” is the original itself, which is never written over. Choose another name or folder.</source>
        <translation>„{0}“ ist das Original selbst; es wird nie überschrieben. Wählen Sie einen anderen Namen oder Ordner.</translation>
    </message>
    <message>
        <source>“{0}” is too large for a weights file (more than {1} GB).</source>
        <translation>„{0}“ ist zu groß für eine Modelldatei (mehr als {1} GB).</translation>
    </message>
    <message>
        <source>“{0}” must be an object of settings.</source>
        <translation>„{0}“ muss ein Objekt mit Einstellungen sein.</translation>
    </message>
    <message>
        <source>“{0}” must have the form OPERATION.FIELD=VALUE, for example denoise.strength=80.</source>
        <translation>„{0}“ muss die Form SCHRITT.FELD=WERT haben, zum Beispiel denoise.strength=80.</translation>
    </message>
    <message>
        <source>“{0}” was changed by another program meanwhile. Open it again.</source>
        <translation>„{0}“ wurde inzwischen von einem anderen Programm geändert. Öffnen Sie es erneut.</translation>
    </message>
    <message>
        <source>“{0}” was not opened. {1}</source>
        <translation>„{0}“ wurde nicht geöffnet. {1}</translation>
    </message>
    <message>
        <source>“{{0}}” takes nothing behind it, but the number of digits of {counter:6}.</source>
        <translation>„{{0}}“ verträgt dahinter nichts außer der Stellenzahl wie in {counter:6}.</translation>
    </message>
</context>
<context>
    <name>language</name>
    <message>
        <source>en</source>
        <translation>de</translation>
    </message>
</context>
<context>
    <name>menus</name>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Ph&amp;oto</source>
        <translation>F&amp;oto</translation>
    </message>
</context>
</TS>
