"""Where each CPU of a guest that does not answer any more is, as QEMU sees it."""
import bisect

from .failure import LabError

LOOKS = 3
WORDS_OF_STACK = 96
LIKELY_CALLERS = 12
LONGEST_FUNCTION = 1 << 14
TEXT = 0xFFFFFFFF80000000  # of the kernel and its modules: without KASLR, above


def _addresses(qmp, cpu):
    """The instruction at which the CPU is, and what on its stack may be its callers."""
    registers = qmp.registers(cpu)
    words = qmp.memory(cpu, registers["RSP"], f"{WORDS_OF_STACK}gx")
    return registers["RIP"], [word for word in words if word > TEXT]


def look(guest):
    """[[(instruction, [callers…]) of each CPU] of each look]; empty when QEMU does not answer either."""
    try:
        cpus = len(guest.qmp.execute("query-cpus-fast"))
        return [[_addresses(guest.qmp, cpu) for cpu in range(cpus)] for _ in range(LOOKS)]
    except (LabError, OSError, ValueError, LookupError):
        return []


class Symbols:
    """Of /proc/kallsyms: a guest from the same saved state has the same."""

    def __init__(self, kallsyms):
        rows = (line.split() for line in kallsyms.splitlines())
        self._rows = sorted((int(row[0], 16), row[2]) for row in rows if len(row) >= 3 and row[1] in "tTwW")
        self._starts = [start for start, _ in self._rows]

    def function(self, address):
        """"name+0x…"; None where no function is."""
        at = bisect.bisect_right(self._starts, address) - 1
        start, name = self._rows[at] if at >= 0 else (0, "")
        return f"{name}+0x{address - start:x}" if address - start < LONGEST_FUNCTION else None


def text(looks, symbols):
    """A line for each look and CPU: where it is, and what may have called it."""
    lines = []
    for number, cpus in enumerate(looks, 1):
        for cpu, (instruction, stack) in enumerate(cpus):
            place = symbols.function(instruction) or ("user space" if instruction < TEXT else hex(instruction))
            callers = [caller for caller in map(symbols.function, stack) if caller][:LIKELY_CALLERS]
            lines.append(f"look {number}, CPU {cpu}: {place}"
                         + (f" of {', '.join(callers)}" if callers else ""))
    return "\n".join(lines)
