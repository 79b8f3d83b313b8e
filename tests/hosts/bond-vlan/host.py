"""Eight CPUs; two 82599 ports in a bond with a VLAN over it; one VF for the host, one for vfio."""

from builder import presets

BRIDGE = "pci0000:00/0000:00:03.0"
PF0, PF1, VF0, VF1 = "0000:03:00.0", "0000:03:00.1", "0000:03:10.1", "0000:03:10.3"


def port(name, ifindex, pci, cpus, address, **more):
    return presets.nic(
        name, ifindex, "ixgbe", pci, "0x8086", "0x10fb", 4, address, "0.0.0.0/0", path=f"{BRIDGE}/{pci}", msix_table=64,
        speed=10000, node=0, xps="vector", master="bond0", flags="0x1803", **{"addresses": [], **more},
        affinity={"requested": "in_turn", "in_turn": cpus, "hint": "requested"},
        affinity_of_role={"admin": {"requested": "all", "hint": ""}},
        vectors=[[f"{name}-TxRx-(\\d+)", "combined", "1", "1"], [name, "admin", None, None]],
        answers={
            "driver": presets.driver("ixgbe", "6.1.0-18-amd64", "0x800003df", pci),
            "channels": presets.channels(63, 4, other=1), "rings": presets.rings(4096, 512),
            "coalesce": {"rx-usecs": 1, "tx-usecs": 0},
            "features": presets.features(on=["rx-vlan-filter"], off=["rx-lro", "rx-ntuple-filter", "hw-tc-offload"]),
            "rxfh": presets.rss(4, 128), "hash-fields": presets.hash_fields(udp_ports=False),
            "statistics": {"rx_packets": 4123456, "tx_packets": 3123456, "rx_missed_errors": 0, "rx_no_dma_resources": 0,
                           "rx_no_buffer_count": 0, "alloc_rx_buff_failed": 0, "fdir_match": 0, "fdir_miss": 4000000},
        },
    )


def over(name, ifindex, kind, members, **more):
    return {"name": name, "ifindex": ifindex, "kind": kind, "members": members, "address": "90:e2:ba:00:00:01",
            "rx_queues": 16 if kind == "bond" else 1, "tx_queues": 16 if kind == "bond" else 1, "qdisc": "noqueue",
            "speed": 20000, **more,
            "answers": {"driver": presets.driver("bonding" if kind == "bond" else "802.1Q VLAN Support", "6.1.0-18-amd64", "2" if kind == "bond" else "N/A", "")}}


HOST = {
    "hostname": "bond-vlan",
    **presets.DEBIAN_12_KERNEL,
    "cmdline": "BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=/dev/sda2 ro quiet intel_iommu=on",
    "cpus": {"cores": 8, "threads": 1, "governor": "performance", "idle_driver": "intel_idle",
             "idle_states": [["POLL", 0], ["C1", 2]]},
    "memory_gb": 64,
    "interrupts": [
        {"irq": 40, "hwirq": 1572864, "chip": "IR-PCI-MSI", "name": "eth0-TxRx-{i}", "count": 4, "on": "0-3"},
        {"irq": 44, "hwirq": 1572868, "chip": "IR-PCI-MSI", "name": "eth0", "interrupts": 5, "on": "0"},
        {"irq": 45, "hwirq": 1574912, "chip": "IR-PCI-MSI", "name": "eth1-TxRx-{i}", "count": 4, "on": "4-7"},
        {"irq": 49, "hwirq": 1574916, "chip": "IR-PCI-MSI", "name": "eth1", "interrupts": 4, "on": "4"},
        {"irq": 60, "hwirq": 1607680, "chip": "IR-PCI-MSI", "name": "eth2-TxRx-{i}", "count": 2, "on": "0-1"},
        {"irq": 62, "hwirq": 1607682, "chip": "IR-PCI-MSI", "name": "eth2", "interrupts": 2, "on": "0"},
        {"irq": 70, "hwirq": 1611776, "chip": "IR-PCI-MSI", "name": "vfio-msix[{i}](0000:03:10.3)", "count": 3, "on": "6"},
        ["NMI", [0] * 8, " Non-maskable interrupts"],
        ["LOC", [550_000 + cpu for cpu in range(8)], " Local timer interrupts"],
        ["ERR", [0], ""], ["MIS", [0], ""],
    ],
    "nics": [
        presets.LOOPBACK,
        port("eth0", 2, PF0, "0-3", "90:e2:ba:00:00:01"),
        port("eth1", 3, PF1, "4-7", "90:e2:ba:00:00:01", vf_paths=[f"{BRIDGE}/{VF0}", f"{BRIDGE}/{VF1}"]),
        presets.nic(
            "eth2", 4, "ixgbevf", VF0, "0x8086", "0x10ed", 2, "02:09:c0:00:01:01", "10.21.0.2/24",
            path=f"{BRIDGE}/{VF0}", pf_path=f"{BRIDGE}/{PF1}", msix_table=3, node=0, speed=10000,
            affinity={"requested": "all"},
            vectors=[["eth2-TxRx-(\\d+)", "combined", "1", "1"], ["eth2", "admin", None, None]],
            answers={"driver": presets.driver("ixgbevf", "6.1.0-18-amd64", "", VF0), "rings": presets.rings(4096, 1024),
                     "coalesce": {"rx-usecs": 1, "tx-usecs": 0},
                     "features": presets.features(fixed_off=["rx-lro", "rx-ntuple-filter"])}),
        over("bond0", 5, "bond", ["eth0", "eth1"], mtu=9000, uppers=["bond0.100"], flags="0x1403"),
        over("bond0.100", 6, "vlan", ["bond0"], vlan=100, mtu=9000, iflink=5, addresses=["10.20.0.2/24"], groups=["239.1.1.7"]),
    ],
    "functions": [
        {"pci": VF1, "path": f"{BRIDGE}/{VF1}", "pf_path": f"{BRIDGE}/{PF1}", "driver": "vfio-pci", "vendor": "0x8086",
         "device": "0x10ed", "msix_table": 3, "node": 0, "msi_irqs": [70, 71, 72]},
    ],
    "sockets": [["tcp", "10.20.0.2", 41000, "10.20.0.9", 9001, 73001], ["udp", "239.1.1.7", 4000, "0.0.0.0", 0, 73002]],
    "processes": [
        {"pid": 2600, "cmdline": ["/opt/trading/feed"], "exe": "/opt/trading/feed", "cgroup": "/system.slice/feed.service",
         "sockets": [73001, 73002], "threads": [presets.thread("feed", 2, "2", utime=7000, stime=100, start=8000)]},
    ],
    "files": presets.DEBIAN_12,
}
