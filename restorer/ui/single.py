"""One window: a second start hands its files to the one that is open."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from restorer.core.files import Places

WAIT_MS = 1000


class Single(QObject):
    """Listens for later starts.

    Signals
    -------
    asked(list of paths): a second start wants these opened; with none, just to be seen.
    """

    asked = Signal(object)

    def __init__(self, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        # A window that was killed leaves its socket's name behind; whoever gets here has found nobody answering.
        QLocalServer.removeServer(address(places))
        self._server.listen(address(places))

    def close(self) -> None:
        self._server.close()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._hear(socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        try:
            names = json.loads(bytes(socket.readLine().data()).decode("utf-8"))
        except ValueError:
            return
        if isinstance(names, list):
            socket.write(b"opened\n")
            socket.flush()
            self.asked.emit([Path(name) for name in names if isinstance(name, str)])


def hand_over(places: Places, paths: list[Path]) -> bool:
    """Give `paths` to the window that is open. False where there is none."""
    socket = QLocalSocket()
    socket.connectToServer(address(places))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(json.dumps([str(path.absolute()) for path in paths]).encode("utf-8") + b"\n")
    heard = socket.waitForBytesWritten(WAIT_MS) and socket.waitForReadyRead(WAIT_MS)
    socket.disconnectFromServer()
    return heard


def address(places: Places) -> str:
    """A name for this person's window: two persons, or two data folders, have two windows."""
    whose = f"{Path.home()}|{places.data.absolute()}"
    return f"restorer-{hashlib.sha256(whose.encode('utf-8', 'surrogateescape')).hexdigest()[:24]}"
