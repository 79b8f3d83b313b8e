#!/usr/bin/python3
"""holdfast top on a terminal (a pty) and without one, fed by tests/web/fake_feed.py's server: top_test.py PROGRAM
SOURCE_DIR."""
import fcntl
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

PROGRAM, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
sys.path.insert(0, str(SOURCE / "tests/web"))
import fake_feed  # noqa: E402

TAKE, GIVE_BACK = b"\x1b[?1049h", b"\x1b[?1049l"


class Feed:
    """A host whose story is told when asked to."""

    def __init__(self, folder):
        self.server, self.host = fake_feed.FeedServer(str(folder / "feed.sock")), fake_feed.FakeHost()
        self.server.publish("host", self.host.host())
        self.second = fake_feed.PERIOD * 1000

    def tell(self, until=None):
        """A window; or all of them to that second of the story."""
        for _ in range(1 if until is None else until):
            at_ns = 1_800_000_000_000_000_000 + self.second * fake_feed.SECOND
            for event in self.host.turn(self.second, at_ns):
                self.server.publish("event", event)
            self.server.publish("frame", self.host.frame(self.second, at_ns))
            self.server.publish("status", self.host.status(at_ns, at_ns - 30 * fake_feed.SECOND))
            self.second += 1


class Screen:
    """A program on a terminal of its own, and what the terminal would show."""

    def __init__(self, case, words, columns=100, rows=40, environment=None):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.pop("COLUMNS", None)
            os.environ.update({"TERM": "xterm-256color", **(environment or {})})
            time.sleep(.2)  # until the window has its size
            os.execv(PROGRAM, [PROGRAM, *words])
        self.output, self.status = b"", None
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self.fd)
        case.addCleanup(self.end)

    def resize(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds=.3):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            os.set_blocking(self.fd, False)
            try:
                self.output += os.read(self.fd, 1 << 16)
            except BlockingIOError:
                time.sleep(.02)
            except OSError:
                break
        return self.output

    def until(self, case, text, seconds=10):
        """The newest picture, once it holds the text."""
        end = time.monotonic() + seconds
        while text not in self.picture():
            case.assertLess(time.monotonic(), end, f"no {text!r} in:\n{self.picture()}")
            self.read(.1)
        return self.picture()

    def picture(self):
        last = self.output.decode(errors="replace").rsplit("\x1b[H", 1)[-1]
        return re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", last).replace("\r", "")

    def press(self, keys):
        os.write(self.fd, keys.encode())

    def wait(self, options=0, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG | options)
            if pid:
                if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                    self.status = os.waitstatus_to_exitcode(status)
                return status
            self.read(.05)
        raise AssertionError("it does not end")

    def end(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


class TopCase(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="holdfast-top-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def feed(self):
        feed = Feed(self.folder)
        self.addCleanup(self.close, feed.server)
        return feed

    @staticmethod
    def close(server):
        if server.socket.fileno() >= 0:
            server.close()

    def words(self, *more):
        return ["top", "--run-dir", str(self.folder), *more]

    def run_it(self, *more, **environment):
        return subprocess.run([PROGRAM, *self.words(*more)], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **environment})


class WithoutATerminal(TopCase):
    def test_without_an_agent_it_says_so_in_one_sentence(self):
        told = self.run_it()
        self.assertEqual((told.returncode, told.stdout), (1, ""))
        self.assertIn("no agent runs here", told.stderr)
        self.assertEqual(told.stderr.count("\n"), 1)

    def test_it_prints_one_picture_without_colours_and_ends(self):
        self.feed().tell(44)
        told = self.run_it(COLUMNS="100")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertNotIn("\x1b", told.stdout)
        self.assertLessEqual(max(map(len, told.stdout.splitlines())), 100)
        for text in ("md-gw-07", "AFFINITY_WARN", "drifted", "irqbalance.service", "of a core", "sees less: bpf"):
            self.assertIn(text, told.stdout)
        self.assertNotIn("q quit", told.stdout)

    def test_names_that_would_move_the_cursor_are_printed_as_text(self):
        feed = self.feed()
        feed.tell(3)
        feed.server.publish("event", {"kind": "change", "number": 9000, "cause": "writer", "subject": "eth0\x1b[2J\x9b1m",
                                      "from": "1", "to": "2", "actor": {"pid": 1, "comm": "\x1b]0;x\x07"}})
        told = self.run_it(COLUMNS="200")
        self.assertNotIn("\x1b", told.stdout)
        self.assertIn("\\x1b[2J", told.stdout)


class OnATerminal(TopCase):
    def start(self, *more, **options):
        feed = self.feed()
        feed.tell(5)
        screen = Screen(self, self.words("--interval", "100ms", *more), **options)
        screen.until(self, "Vectors 6")
        return feed, screen

    def test_q_ends_it_and_the_terminal_is_as_it_was(self):
        _, screen = self.start()
        self.assertNotEqual(termios.tcgetattr(screen.fd)[3], screen.before[3])
        screen.press("q")
        screen.wait()
        self.assertEqual(screen.status, 0)
        self.assertIn(TAKE, screen.read(.1))
        self.assertGreater(screen.output.rfind(GIVE_BACK), screen.output.rfind(TAKE))
        self.assertIn(b"\x1b[?25h", screen.output)

    def test_a_signal_ends_it_and_the_terminal_is_as_it_was(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                scratch = self.folder / str(int(number))
                scratch.mkdir()
                self.folder, whole = scratch, self.folder
                _, screen = self.start()
                os.kill(screen.pid, number)
                screen.wait()
                screen.read(.1)
                self.assertGreater(screen.output.rfind(GIVE_BACK), screen.output.rfind(TAKE))
                self.assertEqual(screen.status, 0)
                self.folder = whole

    def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(self):
        _, screen = self.start()
        screen.press("\x1a")
        self.assertTrue(os.WIFSTOPPED(screen.wait(os.WUNTRACED)))
        self.assertGreater(screen.read(.1).rfind(GIVE_BACK), screen.output.rfind(TAKE))
        self.assertEqual(termios.tcgetattr(screen.fd)[3], screen.before[3])
        screen.output = b""
        os.kill(screen.pid, signal.SIGCONT)
        screen.until(self, "Vectors 6")
        self.assertIn(TAKE, screen.output)
        screen.press("q")
        screen.wait()
        self.assertEqual(screen.status, 0)

    def test_it_follows_the_feed_and_p_lets_the_picture_stand(self):
        feed, screen = self.start()
        feed.tell(39)
        screen.until(self, "irqbalance.service")
        screen.until(self, "drifted")
        screen.press("p")
        screen.until(self, "display stands")
        feed.server.publish("event", {"kind": "change", "number": 9001, "cause": "unknown", "subject": "a-new-one"})
        screen.read(.5)
        self.assertNotIn("a-new-one", screen.picture())
        screen.press("p")
        screen.until(self, "a-new-one")

    def test_keys_choose_a_part_filter_its_rows_and_help(self):
        _, screen = self.start()
        screen.press("v/ptp\r")
        picture = screen.until(self, "Vectors 1 of 6")
        self.assertIn("filter: ptp", picture)
        self.assertNotIn("eth0 rx+tx 0", picture)
        screen.press("\x1b")
        screen.until(self, "Vectors 6")
        screen.press("c")
        self.assertNotIn("Vectors", screen.until(self, "CPUs 4"))
        screen.press("?")
        screen.until(self, "let the display stand")
        screen.press("?")
        screen.until(self, "CPUs 4")

    def test_a_new_size_is_followed_and_small_ones_are_kept_to(self):
        _, screen = self.start()
        for columns, rows in ((60, 24), (60, 12), (200, 50), (60, 6), (100, 20)):
            screen.resize(columns, rows)
            screen.read(.5)
            lines = screen.picture().split("\n")
            self.assertLessEqual(len(lines), rows, (columns, rows))
            self.assertLessEqual(max(map(len, lines)), columns, (columns, rows))
            self.assertIn("AFFINITY_ALIGNED", screen.picture(), (columns, rows))

    def test_no_color_is_kept_to(self):
        _, screen = self.start(environment={"NO_COLOR": "1"})
        self.assertNotRegex(screen.output, rb"\x1b\[3[0-9]m")
        screen = Screen(self, self.words())
        screen.until(self, "Vectors 6")
        self.assertRegex(screen.output, rb"\x1b\[3[0-9]m")

    def test_an_agent_that_ends_is_told_and_one_that_comes_is_followed(self):
        feed, screen = self.start()
        feed.server.close()
        screen.until(self, "the agent has ended")
        again = self.feed()
        again.tell(3)
        screen.until(self, "UTC\n", 15)
        self.assertNotIn("has ended", screen.picture())


if __name__ == "__main__":
    unittest.main()
