"""What a verb draws on a terminal while it waits for its rows."""
import os
import pty
import subprocess
import time


def stages_shown(words, rows, seconds=3):
    """Runs it with standard error on a terminal, and the rows at standard input after `seconds`: its exit status, what it
    drew, what it printed."""
    main, child = pty.openpty()
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=child) as process:
        os.close(child)
        time.sleep(seconds)
        printed, _ = process.communicate(rows.encode(), timeout=240)
    drawn = b""
    try:
        while piece := os.read(main, 65536):
            drawn += piece
    except OSError:  # EIO: the other end is closed
        pass
    os.close(main)
    return process.returncode, drawn.decode(), printed.decode()
