"""proc/net and proc/sys: addresses, sockets, sysctls; what else of etc and var a reader looks at."""

import ipaddress

SYSCTLS = {
    "net/core/busy_poll": "0", "net/core/busy_read": "0", "net/core/default_qdisc": "fq_codel",
    "net/core/dev_weight": "64", "net/core/netdev_budget": "300", "net/core/netdev_budget_usecs": "2000",
    "net/core/netdev_max_backlog": "1000", "net/core/netdev_tstamp_prequeue": "1",
    "net/core/rmem_default": "212992", "net/core/rmem_max": "212992", "net/core/wmem_default": "212992",
    "net/core/wmem_max": "212992", "net/core/optmem_max": "131072", "net/core/somaxconn": "4096",
    "net/core/rps_sock_flow_entries": "0",
    "net/ipv4/tcp_fin_timeout": "60", "net/ipv4/tcp_slow_start_after_idle": "1", "net/ipv4/tcp_timestamps": "1",
    "net/ipv4/tcp_sack": "1", "net/ipv4/tcp_rmem": "4096\t131072\t6291456", "net/ipv4/tcp_wmem": "4096\t16384\t4194304",
    "net/ipv4/udp_mem": "188319\t251094\t376638", "net/ipv4/tcp_congestion_control": "cubic",
    "net/ipv4/tcp_max_syn_backlog": "1024", "net/ipv4/tcp_tw_reuse": "2",
    "net/ipv4/ip_local_port_range": "32768\t60999", "net/ipv4/tcp_low_latency": "0",
    "vm/vfs_cache_pressure": "100", "vm/swappiness": "60", "vm/stat_interval": "1", "vm/zone_reclaim_mode": "0",
    "vm/dirty_ratio": "20", "vm/dirty_background_ratio": "10",
    "kernel/numa_balancing": "0", "kernel/sched_rt_runtime_us": "950000", "kernel/timer_migration": "1",
    "kernel/nmi_watchdog": "0", "kernel/watchdog": "1", "kernel/ostype": "Linux",
    "fs/dentry-state": "78622\t77158\t45\t0\t10765\t0",
}


def write_sysctls(tree, spec):
    values = {**SYSCTLS, **spec.get("sysctls", {}), "kernel/hostname": spec["hostname"], "kernel/osrelease": spec["kernel"]}
    for name, value in values.items():
        if value is not None:
            tree.file(f"proc/sys/{name}", value)


def _little_endian(address):
    return ipaddress.ip_address(address).packed[::-1].hex().upper()


def _leaf(address, bits, kind):
    return f"     |-- {address}\n        /{bits} {kind}"


def write_addresses(tree, nics):
    local, main, routes, six, groups = [], [], [], [], []
    local.append(_leaf("127.0.0.0", 8, "host LOCAL") + "\n" + _leaf("127.0.0.1", 32, "host LOCAL"))
    for nic in nics:
        groups.append(f'{nic["ifindex"]}\t{nic["name"]:<10}: {1 + len(nic.get("groups", [])):5}      V3')
        for group in nic.get("groups", []) + ["224.0.0.1"]:
            groups.append(f"\t\t\t\t{_little_endian(group)}     1 0:00000000\t\t0")
        for text in nic.get("addresses", []):
            interface = ipaddress.ip_interface(text)
            network = interface.network
            main.append(_leaf(network.network_address, network.prefixlen, "link UNICAST"))
            local.append(_leaf(interface.ip, 32, "host LOCAL"))
            local.append(_leaf(network.broadcast_address, 32, "link BROADCAST"))
            routes.append(f'{nic["name"]}\t{_little_endian(network.network_address)}\t00000000\t0001\t0\t0\t0\t'
                          f"{_little_endian(network.netmask)}\t0\t0\t0")
        if nic.get("addresses"):
            octets = [int(part, 16) for part in nic["address"].split(":")]
            host = bytes([octets[0] ^ 2, *octets[1:3], 0xFF, 0xFE, *octets[3:]]).hex()
            six.append(f'fe80000000000000{host} {nic["ifindex"]:02x} 40 20 80 {nic["name"]:>8}')
    trie = "\n".join(main + local)
    tables = f"Main:\n  +-- 0.0.0.0/0 3 0 5\n{trie}\nLocal:\n  +-- 0.0.0.0/0 3 0 5\n{trie}"
    tree.file("proc/net/fib_trie", tables)
    header = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT"
    tree.file("proc/net/route", "\n".join(f"{line:<127}" for line in [header] + routes))
    tree.file("proc/net/if_inet6", "\n".join(["00000000000000000000000000000001 01 80 10 80       lo"] + six))
    tree.file("proc/net/igmp", "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n" + "\n".join(groups))


def _end(address, port):
    return f"{_little_endian(address)}:{port:04X}"


def write_sockets(tree, sockets):
    """`sockets`: [transport, local address, port, remote address, port, inode]."""
    tcp = ["  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"]
    udp = ["   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops"]
    for transport, local, local_port, remote, remote_port, inode in sockets:
        ends = f"{_end(local, local_port)} {_end(remote, remote_port)}"
        if transport == "tcp":
            state = "0A" if remote_port == 0 else "01"
            tcp.append(f"{len(tcp) - 1:4}: {ends} {state} 00000000:00000000 00:00000000 00000000  1000        0 {inode} 1 0000000000000000 20 4 0 10 -1")
        else:
            state = "07" if remote_port == 0 else "01"
            udp.append(f"{len(udp) - 1:5}: {ends} {state} 00000000:00000000 00:00000000 00000000  1000        0 {inode} 2 0000000000000000 0")
    tree.file("proc/net/tcp", "\n".join(f"{line:<149}" for line in tcp))
    tree.file("proc/net/udp", "\n".join(f"{line:<127}" for line in udp))
    tree.file("proc/net/tcp6", f'{tcp[0].replace("local_address", "local_address                         "):<171}')
    tree.file("proc/net/udp6", udp[0].replace("local_address", "local_address                         "))


def write_devices(tree, nics):
    lines = ["Inter-|   Receive                                                |  Transmit",
             " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed"]
    for nic in nics:
        count = 517 * nic["ifindex"]
        lines.append(f'{nic["name"]:>6}: {count * 900:7} {count:7}    0    0    0     0          0         0 '
                     f"{count * 300:8} {count:7}    0    0    0     0       0          0")
    tree.file("proc/net/dev", "\n".join(lines))
