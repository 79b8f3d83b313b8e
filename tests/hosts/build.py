#!/usr/bin/env python3
"""Builds tests/hosts/<name>/root and expected_vectors.txt out of host.py and pasted/.

build.py [--check] [name…]: writes the hosts named (all without a name), or, with --check, says
what differs from the committed trees and exits 1 if anything does. See README.md beside this.
"""

import os
import sys

sys.dont_write_bytecode = True  # before the package beside this file is imported

from builder.assembly import Host

HERE = os.path.dirname(os.path.abspath(__file__))


def main(arguments):
    check = "--check" in arguments
    names = [a for a in arguments if not a.startswith("-")] or sorted(
        name for name in os.listdir(HERE) if os.path.exists(os.path.join(HERE, name, "host.py")))
    wrong = []
    for name in names:
        host = Host(os.path.join(HERE, name))
        tree = host.build()
        root = os.path.join(HERE, name, "root")
        oracle = os.path.join(HERE, name, "expected_vectors.txt")
        lines = "# irq nic role rx tx\n" + "".join(line + "\n" for line in host.expected)
        if check:
            wrong += tree.differences(root)
            if not os.path.exists(oracle) or open(oracle, encoding="utf-8").read() != lines:
                wrong.append(f"{oracle}: differs from the description")
        else:
            tree.write(root)
            with open(oracle, "w", encoding="utf-8") as out:
                out.write(lines)
            print(f"{name}: {len(tree.files)} files, {len(tree.links)} links, "
                  f"{sum(map(len, tree.files.values()))} bytes, {len(host.expected)} vectors of NICs")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
