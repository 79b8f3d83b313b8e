"""The windows that the guest's agent kept in its store, read here: the guest has no sqlite3."""
import pathlib
import sqlite3
import tempfile

DATABASE = "/var/lib/holdfast/holdfast.db"


def _rows(guest, question, *values):
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "holdfast.db"
        # The log first: frames that are moved out of it meanwhile are then read twice, not lost.
        (pathlib.Path(folder) / "holdfast.db-wal").write_bytes(guest.get(DATABASE + "-wal"))
        copy.write_bytes(guest.get(DATABASE))
        with sqlite3.connect(copy) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(question, values)]


def read_frames(guest, after_ns=0):
    """[{column: value}] of the frames that ended after that time, oldest first."""
    return _rows(guest, "SELECT * FROM frames WHERE at_ns > ? ORDER BY at_ns", after_ns)


def read_packets(guest):
    """[{column: value}] of the packets that were kept."""
    return _rows(guest, "SELECT * FROM pkt_latency")
