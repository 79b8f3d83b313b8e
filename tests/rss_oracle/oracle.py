#!/usr/bin/python3
"""Our Toeplitz hash against DPDK's on a million random tuples of each type: oracle.py HASH_TUPLES COMPILER FOLDER.

The headers come from Debian's package libdpdk-dev, downloaded into FOLDER and not installed: it needs 200 others. Exit
status 77, with the reason, where the package cannot be had or the machine is none of DPDK's.
"""
import pathlib
import platform
import random
import subprocess
import sys

HASH_TUPLES, COMPILER, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
TYPES = {"IPv4": 8, "IPv4 with ports": 12, "IPv6": 32, "IPv6 with ports": 36}
KEYS, TUPLES, KEY_BYTES = 10, 100_000, 52
SEED = 20090707


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def headers():
    found = FOLDER / "usr/include/dpdk/rte_thash.h"
    if not found.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        got = subprocess.run(["apt-get", "download", "-qq", "libdpdk-dev"], cwd=FOLDER, capture_output=True, text=True)
        if got.returncode != 0:
            skip(f"apt-get download libdpdk-dev: {got.stderr.strip()}")
        for package in FOLDER.glob("libdpdk-dev*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, FOLDER], check=True)
            package.unlink()
    return [FOLDER / "usr/include/dpdk", *FOLDER.glob("usr/include/*-linux-gnu/dpdk")]


def oracle():
    if platform.machine() != "x86_64":
        skip("the oracle is compiled for x86-64 only")
    program = FOLDER / "softrss"
    source = pathlib.Path(__file__).with_name("softrss.cc")
    folders = [f"-isystem{one}" for one in headers()]
    subprocess.run([COMPILER, "-std=gnu++17", "-O2", "-march=x86-64-v2", *folders, source, "-o", program], check=True)
    return program


def hashes(program, size, tuples):
    return subprocess.run([program, str(size)], input=tuples, stdout=subprocess.PIPE, check=True).stdout


def main():
    program = oracle()
    numbers = random.Random(SEED)
    for name, size in TYPES.items():
        distinct = set()
        for _ in range(KEYS):
            tuples = numbers.randbytes(KEY_BYTES + TUPLES * size)
            ours, theirs = hashes(HASH_TUPLES, size, tuples), hashes(program, size, tuples)
            if len(theirs) != 4 * TUPLES or ours != theirs:
                at = next((i for i in range(0, 4 * TUPLES, 4) if ours[i:i + 4] != theirs[i:i + 4]), 4 * TUPLES)
                sys.exit(f"{name}: tuple {at // 4} of key {tuples[:KEY_BYTES].hex()}: ours {ours[at:at + 4].hex()}, "
                         f"DPDK's {theirs[at:at + 4].hex()}")
            distinct.add(ours[:40])
        if len(distinct) != KEYS:
            sys.exit(f"{name}: the same hashes under different keys")
        print(f"{name}: {KEYS * TUPLES} tuples under {KEYS} keys agree")


main()
