"""The lab's command line: ./dev lab."""
import argparse
import os
import signal
import sys

from . import case, debian, folders, image, kernel, network, packages
from .failure import LabError
from .saved_guests import SavedGuests


def _prepared():
    """(kernel, image), when this machine has what the lab needs."""
    missing = image.missing_tools()
    if missing:
        raise LabError(f"{', '.join(missing)} missing: ./dev deps lab installs what the lab needs (Debian's packages "
                       "qemu-system-x86, busybox-static, strace, kmod and others)")
    folders.BUILD.mkdir(parents=True, exist_ok=True)
    release = packages.unpack()
    return kernel.elf(release), image.build(release)


def _show(result):
    print(f"{result.name:<28} {result.seconds:7.1f}  {result.verdict}{'  ' if result.remark else ''}{result.remark}",
          flush=True)


def _talk(guest):
    """Lines of sh to a guest, until the end of input."""
    print("lab: a guest's sh, a line at a time; the end of input ends it", flush=True)
    for line in sys.stdin:
        done = guest.run(line, seconds=600)
        print(done.out + done.err + (f"[{done.code}]\n" if done.code else ""), end="", flush=True)


def _shell(guests):
    lab = case.Lab(guests, "shell", False)
    try:
        _talk(lab.guest())
    finally:
        lab.close()


def _run(chosen, guests, whole, keep, seconds):
    print(f"{'case':<28} {'seconds':>7}  verdict")
    results = []
    for name in chosen:
        results.append(case.run(guests, name, whole, keep, seconds))
        _show(results[-1])
    count = {verdict: sum(result.verdict == verdict for result in results) for verdict in ("pass", "FAIL", "skip")}
    seconds = sum(result.seconds for result in results)
    print(f"lab: {seconds:.0f} s; logs in {folders.LOGS.relative_to(folders.REPOSITORY)}")
    print(f"{count['pass']} passed, {count['FAIL']} failed, {count['skip']} skipped")
    return 1 if count["FAIL"] else 0


def main():
    parser = argparse.ArgumentParser(prog="./dev lab", description="Run holdfast in guests with a real kernel.")
    parser.add_argument("--list", action="store_true", help="the cases, one a line")
    parser.add_argument("--only", nargs="+", default=[], metavar="CASE", help="these cases, by number or name")
    parser.add_argument("--keep", action="store_true", help="when a case fails, talk to its guest")
    parser.add_argument("--seconds", type=int, help="how long a case such as the soak lasts")
    parser.add_argument("--shell", action="store_true", help="talk to a fresh guest instead of running cases")
    given = parser.parse_args()
    if given.list:
        for name in case.names():
            print(f"{name:<28} {case.load(name).TITLE}")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    chosen = case.matching(given.only)
    boot = _prepared()
    if any(getattr(case.load(name), "DEBIAN", False) for name in chosen) and not debian.why_not():
        debian.prepare()
    network.enter_own_namespace()
    guests = SavedGuests(*boot)
    try:
        if given.shell:
            _shell(guests)
            return 0
        whole = os.environ.get("CI", "") not in ("", "0")
        return _run(chosen, guests, whole, _talk if given.keep else None, given.seconds)
    finally:
        guests.close()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as error:
        sys.exit(f"lab: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
