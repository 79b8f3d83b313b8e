"""A guest with 46 CPUs whose vmxnet3 queues all interrupt CPU 0."""

from builder import presets

PCI = "0000:0b:00.0"
CPUS = 46


def row(irq, queue, count):
    return [str(irq), [count] + [0] * (CPUS - 1), f" PCI-MSI {5767168 + queue}-edge      ens192-rxtx-{queue}"]


HOST = {
    "hostname": "vmxnet3",
    **presets.kernel("4.12.9-coreos"),
    "cmdline": "rootflags=rw mount.usrflags=ro BOOT_IMAGE=/coreos/vmlinuz-a mount.usr=/dev/mapper/usr root=LABEL=ROOT",
    "cpus": {"packages": 2, "cores": 23, "threads": 1, "nodes": 2, "nohz_full_when_none": None},
    "memory_gb": 96,
    "interrupts": [
        {"irq": 1, "hwirq": 1, "chip": "IO-APIC", "name": "i8042", "interrupts": 9, "on": "0"},
        {"pasted": "rows.txt"},
        row(57, 1, 247106142),
        *[row(56 + queue, queue, 240_000_000 + 1_000_003 * queue) for queue in range(2, 8)],
        {"irq": 64, "hwirq": 5767176, "chip": "PCI-MSI", "name": "ens192-event-8", "interrupts": 0},
        ["NMI", [0] * CPUS, " Non-maskable interrupts"],
        ["LOC", [4_000_000 + cpu for cpu in range(CPUS)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        presets.nic(
            "ens192", 2, "vmxnet3", PCI, "0x15ad", "0x07b0", 8, "00:50:56:00:00:01", "10.30.0.12/22",
            path=f"pci0000:00/0000:00:16.0/{PCI}", msix_table=25, speed=10000, threaded=None,
            affinity={"requested": "all"},
            vectors=[["ens192-rxtx-(\\d+)", "combined", "1", "1"], ["ens192-event-\\d+", "admin", None, None]],
            answers={
                "driver": presets.driver("vmxnet3", "1.4.a.0-k-NAPI", "", PCI),
                "channels": presets.channels(8, 8),
                "rings": {"rx-max": 4096, "rx-jumbo-max": 2048, "tx-max": 4096, "rx": 1024, "rx-jumbo": 256, "tx": 512},
                "features": presets.features(on=["rx-lro"], fixed_on=["rx-vlan-filter"], fixed_off=["rx-ntuple-filter"]),
                "rxfh": {"hfunc": "toeplitz", "indir": [bucket % 8 for bucket in range(32)]},
                "statistics": {"Tx Queue#": 0, "  TSO pkts tx": 812345, "  ucast pkts rx": 271490338, "  pkts rx OOB": 99121,
                               "  drv dropped rx total": 0, "  rx buf alloc fail": 0, "tx timeout count": 0},
            },
        ),
    ],
    "ksoftirqd": "0-1",
    "sockets": [["tcp", "10.30.0.12", 9092, "10.30.0.40", 44410, 65001]],
    "files": presets.linux("Container Linux by CoreOS", "coreos"),
}
