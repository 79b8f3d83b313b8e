"""Four CPUs, a MANA VF below the synthetic NIC; queues 0 and 2 share CPU 3, CPU 1 has none."""

from builder import presets

PCI = "7870:00:00.0"
VMBUS = "LNXSYSTM:00/LNXSYBUS:00/ACPI0004:00/VMBUS:00"
CHANNEL = "f8b3781a-1e82-4818-a1c3-63d806ec15bb"

HOST = {
    "hostname": "mana",
    **presets.kernel("6.8.0-1015-azure"),
    "cmdline": "BOOT_IMAGE=/boot/vmlinuz-6.8.0-1015-azure root=PARTUUID=0 ro console=tty1 console=ttyS0 earlyprintk=ttyS0",
    "cpus": {"cores": 2, "threads": 2, "numbering": "near", "nohz_full_when_none": None},
    "memory_gb": 16,
    "clocksource": "hyperv_clocksource_tsc_page",
    "interrupts": [
        {"irq": 8, "hwirq": 8, "chip": "IO-APIC", "name": "rtc0", "interrupts": 0},
        ["24", [37, 0, 0, 0], "Hyper-V PCIe MSI 4138200989696-edge      mana_hwc@pci:7870:00:00.0"],
        {"pasted": "interrupts-mana.txt"},
        ["NMI", [0] * 4, " Non-maskable interrupts"],
        ["LOC", [0] * 4, " Local timer interrupts"],
        ["HYP", [812345, 812000, 811000, 810000], " Hypervisor callback interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        {"name": "eth0", "ifindex": 2, "driver": "hv_netvsc", "bus": "vmbus", "bus_path": f"{VMBUS}/{CHANNEL}", "node": 0,
         "address": "00:0d:3a:00:00:01", "addresses": ["10.1.0.4/24"], "speed": 100000, "rx_queues": 64, "tx_queues": 64,
         "members": ["enP30832s1"], "qdisc": "mq",
         "answers": {"driver": presets.driver("hv_netvsc", "6.8.0-1015-azure", "N/A", ""),
                     "channels": presets.channels(8, 4),
                     "features": presets.features(fixed_off=["rx-ntuple-filter"], off=["rx-lro"]),
                     "rss": presets.rss(4, 128),
                     "statistics": {"tx_scattered": 0, "tx_no_memory": 0, "tx_too_big": 0, "vf_rx_packets": 912345, "vf_tx_packets": 812345}}},
        presets.nic(
            "enP30832s1", 3, "mana", PCI, "0x1414", "0x00ba", 4, "00:0d:3a:00:00:01", "10.1.0.4/24",
            path=f"{VMBUS}/00000000-7870-0000-0000-000000000000/pci7870:00/{PCI}", msix_table=17, speed=100000, node=0,
            master="eth0", addresses=[], flags="0x1803",
            affinity={"requested": "effective", "hint": "requested"},
            affinity_of_role={"admin": {"requested": "effective", "hint": ""}},
            vectors=[[f"mana_q(\\d+)@pci:{PCI}", "combined", "1", "1"], [f"mana_hwc@pci:{PCI}", "admin", None, None]],
            answers={
                "driver": presets.driver("mana", "6.8.0-1015-azure", "", PCI),
                "channels": presets.channels(16, 4),
                "features": presets.features(fixed_off=["rx-lro", "rx-ntuple-filter"]),
                "rss": presets.rss(4, 64),
                "statistics": {"stop_queue": 0, "wake_queue": 0, "hc_tx_bytes": 812345, "rx_0_packets": 400123, "rx_1_packets": 500123,
                               "rx_2_packets": 400321, "rx_3_packets": 450321, "tx_0_packets": 1234},
            },
        ),
    ],
    "sockets": [["tcp", "10.1.0.4", 443, "10.1.0.77", 50110, 67001]],
    "files": {"etc/os-release": 'PRETTY_NAME="Ubuntu 24.04 LTS"\nNAME="Ubuntu"\nID=ubuntu',
              "var/lib/dpkg/status": presets.DEBIAN_12["var/lib/dpkg/status"],
              "sys/class/dmi/id/sys_vendor": "Microsoft Corporation", "sys/class/dmi/id/product_name": "Virtual Machine"},
}
