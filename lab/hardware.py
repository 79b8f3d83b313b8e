"""What a guest is made of: CPUs, NUMA nodes, NICs and a disk, as arguments of QEMU."""
import dataclasses
import functools
import subprocess

QEMU = "qemu-system-x86_64"
CPUS, NODES, MEMORY_MB = 4, 2, 512
# Short, and without what a guest of seconds does not need: 1 s of 3 (README.md).
COMMAND_LINE = ("console=ttyS0 quiet panic=-1 tsc=reliable no_timer_check random.trust_cpu=on mitigations=off nokaslr "
                "lsm= audit=0 cryptomgr.notests rcupdate.rcu_expedited=1")


@dataclasses.dataclass(frozen=True)
class Nic:
    number: int  # of its tap, its addresses 10.99.N.x and its MAC address …:0N
    model: str
    node: int
    driver: str
    queues: int  # pairs in the guest
    tap_queues: int = 1

    @property
    def mac(self):
        return f"52:54:00:00:00:{self.number:02x}"

    @property
    def name(self):
        return f"eth{self.number - 1}"

    @property
    def address(self):
        return f"10.99.{self.number}.2"

    def arguments(self):
        queues = f",queues={self.tap_queues}" if self.tap_queues > 1 else ""
        several = f",mq=on,vectors={2 * self.queues + 2},rss=on" if self.model == "virtio-net-pci" else ""
        return ["-device", f"pcie-root-port,id=rp{self.number},bus=pxb{self.node},chassis={self.number},"
                           f"slot={self.number}",
                "-netdev", f"tap,id=n{self.number},ifname=tap{self.number},script=no,downscript=no,vhost=off{queues}",
                "-device", f"{self.model},id=nic{self.number},netdev=n{self.number},bus=rp{self.number},"
                           f"mac={self.mac}{several}"]


# In the order in which the guest's kernel finds them (node 1's bridge first): NIC n is eth(n-1).
NICS = (Nic(1, "virtio-net-pci", 1, "virtio_net", 4, 4), Nic(2, "virtio-net-pci", 0, "virtio_net", 4, 4),
        Nic(3, "e1000e", 0, "e1000e", 1), Nic(4, "vmxnet3", 1, "vmxnet3", 4))
IGB = Nic(5, "igb", 1, "igb", 4)


@functools.cache
def qemu_has_igb():
    """QEMU 8 and later."""
    told = subprocess.run([QEMU, "-device", "help"], capture_output=True, text=True).stdout
    return 'name "igb"' in told


@dataclasses.dataclass(frozen=True)
class Hardware:
    name: str
    remapping: bool = False  # an IOMMU that remaps interrupts: the mask takes effect inside the write
    memory_mb: int = MEMORY_MB
    boot_seconds: int = 90  # at most
    modules: str = ""  # security modules of the kernel; none is faster
    idle_vectors: int = 0  # at least so many interrupts of a serial device whose ports nobody opens
    isolated: str = ""  # CPUs that the scheduler leaves alone

    @property
    def nics(self):
        return (*NICS, IGB) if qemu_has_igb() else NICS

    def arguments(self):
        cores = CPUS // NODES
        words = ["-accel", "tcg,thread=multi", "-M", "q35", "-cpu", "Nehalem", "-m", str(self.memory_mb),
                 "-smp", f"{CPUS},sockets={NODES},cores={cores},threads=1",
                 "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"]
        if self.remapping:
            words += ["-device", "intel-iommu,intremap=on"]
        for node in range(NODES):
            words += ["-object", f"memory-backend-ram,id=m{node},size={self.memory_mb // NODES}M", "-numa",
                      f"node,nodeid={node},memdev=m{node},cpus={node * cores}-{node * cores + cores - 1}"]
        # Before the host bridges: with them, a device without a bus is refused.
        words += ["-device", "virtio-serial-pci,id=serial,bus=pcie.0",
                  "-drive", "if=none,id=disk,driver=null-co,read-zeroes=on,size=64M",
                  "-device", f"virtio-blk-pci,bus=pcie.0,drive=disk,num-queues={CPUS}"]
        if self.idle_vectors:  # two queues for each port, each with its interrupt
            words += ["-device", f"virtio-serial-pci,id=idle,bus=pcie.0,max_ports={self.idle_vectors // 2},"
                                 f"vectors={self.idle_vectors + 3}"]
        for node in range(NODES):
            words += ["-device", f"pxb-pcie,id=pxb{node},bus=pcie.0,bus_nr={32 + 32 * node},numa_node={node}"]
        for nic in self.nics:
            words += nic.arguments()
        return words

    def command_line(self):
        line = COMMAND_LINE.replace("lsm=", f"lsm={self.modules}")
        line += " intel_iommu=on" if self.remapping else ""
        return line + (f" isolcpus={self.isolated}" if self.isolated else "")


PLAIN = Hardware("plain")
REMAPPED = Hardware("remapped", remapping=True)
CROWDED = Hardware("crowded", idle_vectors=240)  # a CPU has about 200 vectors to give away
ISOLATED = Hardware("isolated", isolated="3")
DEBIAN = Hardware("debian", memory_mb=1536, boot_seconds=240, modules="landlock")  # a whole system in memory (debian.py)
