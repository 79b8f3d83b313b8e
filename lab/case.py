"""The cases: one file each in cases/, in the order of their numbers. README.md says how to add one."""
import contextlib
import dataclasses
import importlib
import re
import time
import traceback

from . import debian, folders, where
from .failure import CaseFailure, CaseSkipped, LabError
from .hardware import DEBIAN, PLAIN


@dataclasses.dataclass
class Result:
    name: str
    seconds: float
    verdict: str  # "pass", "FAIL", "skip"
    remark: str = ""


class Lab:
    """What a case is given."""

    def __init__(self, guests, name, whole, seconds=None):
        self._guests, self._name = guests, name
        self.whole = whole  # all of it is asked for, not the bounded subset
        self.seconds = seconds  # how long what can take any time should take; None: as the case thinks
        self.remark = ""  # a case may say here what it measured
        self.guests = []
        self._scope = contextlib.ExitStack()

    def guest(self, hardware=PLAIN):
        """A guest just booted, with nothing done to it; gone when the case ends."""
        return self._given(self._guests.fresh(hardware))

    def debian(self):
        """A guest with Debian's systemd, booted anew, and the package of this build at /root/holdfast.deb. A case that
        asks for it says DEBIAN = True, so that the Debian is fetched before the lab has no network."""
        why = debian.why_not()
        if why:
            raise CaseSkipped(why)
        return self._given(self._guests.booted(DEBIAN, debian.build()))

    def _given(self, guest):
        self._scope.callback(guest.end)
        self._scope.callback(guest.keep_logs, self._name)
        self.guests.append(guest)
        guest.transcript = self._scope.enter_context(open(folders.LOGS / f"{self._name}.log", "a"))
        return guest

    def where(self):
        """Where the CPUs of a guest that fell silent are; empty when none did. Stops it."""
        silent = [guest for guest in self.guests if guest.is_silent]
        looks = [look for guest in silent for look in where.look(guest)]
        if not looks:
            return ""
        for guest in silent:
            guest.stop()
        try:
            kallsyms = self.guest(silent[0].hardware).sh("cat /proc/kallsyms")
        except LabError:
            kallsyms = ""
        hindered = [f"code_watch.py: {error}" for guest in silent if guest.code_watch
                    for error in guest.code_watch.errors]
        return "\n".join([where.text(looks, where.Symbols(kallsyms)), *hindered])

    def code_watch_remark(self):
        mended = sum(len(guest.code_watch.mended) for guest in self.guests if guest.code_watch)
        return f"; QEMU ran old code of the kernel: mended {mended} times (code_watch.py)" if mended else ""

    def close(self):
        self._scope.close()


def names():
    return sorted(path.stem for path in (folders.SOURCE / "cases").glob("[0-9]*.py"))


def load(name):
    return importlib.import_module(f"lab.cases.{name}")


def matching(wanted):
    """The names that were asked for: "3", "03" or "03_kill". LabError for one that is not there."""
    chosen = []
    for word in wanted:
        found = [name for name in names()
                 if name == word or (word.isdigit() and int(word) == int(re.match(r"\d+", name).group()))]
        if not found:
            raise LabError(f"no case {word!r}; ./dev lab --list lists them")
        chosen += found
    return chosen or names()


def _verdict(lab, name, log):
    try:
        load(name).run(lab)
        return "pass", lab.remark
    except CaseSkipped as skipped:
        return "skip", str(skipped)
    except (CaseFailure, LabError) as failure:
        return "FAIL", str(failure)
    except Exception as mistake:  # a mistake in the case must not stop the others
        with open(log, "a") as file:
            traceback.print_exc(file=file)
        return "FAIL", f"{type(mistake).__name__}: {mistake}"


def run(guests, name, whole, keep=None, seconds=None):
    """`keep`, when given, is called with each guest of a case that failed, before the guest is thrown away."""
    folders.LOGS.mkdir(parents=True, exist_ok=True)
    log = folders.LOGS / f"{name}.log"
    log.unlink(missing_ok=True)
    lab = Lab(guests, name, whole, seconds)
    start = time.monotonic()
    try:
        verdict, remark = _verdict(lab, name, log)
        seconds = time.monotonic() - start
        remark += "\n" + lab.where() if verdict == "FAIL" else ""
        remark += lab.code_watch_remark()
        for guest in lab.guests if keep and verdict == "FAIL" else ():
            print(f"{name}: {remark}", flush=True)
            keep(guest)
        return Result(name, seconds, verdict, remark)
    finally:
        lab.close()
