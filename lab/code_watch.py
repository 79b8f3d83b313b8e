"""QEMU sometimes runs a patched instruction of the guest's kernel as it was before; a thread that sees it and mends it.

The kernel patches its own code while it runs (jump labels, tracepoints, fentry): it writes a breakpoint, then the rest,
then the first byte (arch/x86/kernel/alternative.c, text_poke_bp_batch). When a virtual CPU of QEMU writes to translated
code, QEMU drops the translation first and stores the byte then; another CPU that translates between the two keeps the
breakpoint for good. The kernel finds none in memory and goes back to the instruction, for ever: soft lockups, or silence
when interrupts are off. Seen about once in 40 rounds of attaching ten BPF programs, under traffic and with four busy
threads on the host's two CPUs. Once a CPU was seen at the very instruction that is patched, in each of three looks over
seconds, and never in the handler: netif_receive_skb_list_internal's test for netstamp_needed_key.
"""
import contextlib
import re
import socket
import threading
import time

from .failure import LabError
from .qmp import Qmp

PERIOD_SECONDS = 0.3
LOOKS, LOOK_SECONDS, CERTAIN = 40, 0.005, 3
STILL_LOOKS = 10  # at one instruction of the kernel, awake, in each of so many: three seconds
BREAKPOINT = 0xCC
BREAKPOINT_VECTOR = 3
IDT = 0xFFFFFE0000000000  # of a kernel that has booted: arch/x86/include/asm/cpu_entry_area.h, CPU_ENTRY_AREA_RO_IDT
KERNEL = 0xFFFFFFFF80000000  # its text and its modules
PATCH_BYTES = 5  # the longest that the kernel pokes


class GdbStub:
    """So much of gdb's remote protocol as writes memory; the guest stands still meanwhile."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(10)
        self._socket.connect(path)

    def ask(self, text):
        self._socket.sendall(f"${text}#{sum(text.encode()) % 256:02x}".encode())
        answer = b""
        while not re.search(rb"\$([^#]*)#..", answer):
            more = self._socket.recv(4096)
            if not more:
                raise LabError("QEMU's gdb stub has gone")
            answer += more
        self._socket.sendall(b"+")
        return re.search(rb"\$([^#]*)#..", answer).group(1).decode()

    def write_again(self, cpu, address, count):
        """What is there, so that QEMU translates it anew."""
        self.ask(f"Hg{cpu + 1:x}")
        there = self.ask(f"m{address:x},{count:x}")
        if self.ask(f"M{address:x},{count:x}:{there}") != "OK":
            raise LabError(f"QEMU's gdb stub does not write at 0x{address:x}")

    def close(self):
        self.ask("D")  # the guest goes on
        self._socket.close()


class CodeWatch:
    """Looks at each CPU a few times a second, from a thread. `connect` gives a connection to a monitor of its own, and
    raises LabError when the guest is gone; in `folder` are the guest's sockets."""

    def __init__(self, connect, folder):
        self._connect, self._gdb = connect, f"{folder}/gdb"
        self._qmp = None
        self.mended, self.errors = [], []  # addresses; what hindered it
        self._handlers, self._ended = {}, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self):
        self._ended.set()
        self._thread.join()

    def _run(self):
        while not self._ended.is_set():
            try:
                self._qmp = Qmp(self._connect())
            except (LabError, OSError, ValueError):
                return  # the guest is gone
            try:
                self._watch()
            except (LabError, OSError, ValueError, LookupError) as error:
                self.errors.append(f"{type(error).__name__}: {error}")
                self._ended.wait(PERIOD_SECONDS)
            finally:
                self._qmp.close()

    def _watch(self):
        cpus = range(len(self._qmp.execute("query-cpus-fast")))
        places = [(0, 0) for _ in cpus]  # where each one is, and in how many looks it was there
        while not self._ended.wait(PERIOD_SECONDS):
            for cpu in cpus:
                if self._stuck_at(cpu) is not None:
                    self._look_closer(cpu)
                place = self._awake_at(cpu)
                looks = places[cpu][1] + 1 if place == places[cpu][0] else 1
                if place and looks >= STILL_LOOKS:
                    self._mend(cpu, place)
                    looks = 0
                places[cpu] = place, looks

    def _look_closer(self, cpu):
        """A breakpoint may have been met just before it was taken away; then it is not met again."""
        seen = []
        for _ in range(LOOKS):
            address = self._stuck_at(cpu)
            seen += [address] if address is not None else []
            if address is not None and seen.count(address) >= CERTAIN:
                self._mend(cpu, address)
                return
            time.sleep(LOOK_SECONDS)

    def _mend(self, cpu, address):
        self._qmp.monitor(cpu, f"gdbserver unix:{self._gdb},server=on,wait=off")
        try:
            with contextlib.closing(GdbStub(self._gdb)) as stub:
                stub.write_again(cpu, address, PATCH_BYTES)
        finally:
            self._qmp.monitor(cpu, "gdbserver none")
        self.mended.append(address)

    def _awake_at(self, cpu):
        """The instruction of the kernel at which the CPU is; 0 when it sleeps, or is elsewhere."""
        registers = self._qmp.registers(cpu)
        return 0 if registers["HLT"] or registers["RIP"] < KERNEL else registers["RIP"]

    def _stuck_at(self, cpu):
        """The address of the breakpoint whose handler the CPU begins, when memory has none there."""
        registers = self._qmp.registers(cpu)
        if registers["IDT"] != IDT or registers["RIP"] != self._handler(cpu):
            return None
        address = self._qmp.memory(cpu, registers["RSP"], "1gx")[0] - 1
        return None if self._qmp.memory(cpu, address, "1bx") == [BREAKPOINT] else address

    def _handler(self, cpu):
        """The kernel's entry for breakpoints (Intel SDM, volume 3, 6.14.1: a gate of the 64-bit IDT)."""
        if cpu not in self._handlers:
            low, high = self._qmp.memory(cpu, IDT + 16 * BREAKPOINT_VECTOR, "2gx")
            self._handlers[cpu] = (high & 0xFFFFFFFF) << 32 | (low >> 48) << 16 | low & 0xFFFF
        return self._handlers[cpu]
