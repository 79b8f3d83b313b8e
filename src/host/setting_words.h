// The words by which settings are known in scripts, unit files, .link files and sysctl files.
#pragma once

#include <array>
#include <string_view>

namespace holdfast::setting_words {

struct Word {
  std::string_view text;
  std::string_view setting;
};

/// Files of the kernel; a line that only reads one is not a mention.
inline constexpr std::array kKernelFiles{
    Word{"smp_affinity", "interrupt affinity"},
    Word{"rps_cpus", "RPS"},
    Word{"rps_flow_cnt", "RFS"},
    Word{"rps_sock_flow_entries", "RFS"},
    Word{"xps_cpus", "XPS"},
    Word{"xps_rxqs", "XPS"},
    Word{"gro_flush_timeout", "GRO flush"},
    Word{"napi_defer_hard_irqs", "GRO flush"},
    Word{"/threaded", "threaded NAPI"},
    Word{"scaling_governor", "governors"},
    Word{"/proc/sys/net/", "network sysctls"},
};

/// Programs that change settings by being run.
inline constexpr std::array kPrograms{
    Word{"set_irq_affinity", "interrupt affinity"},
    Word{"mlnx_affinity", "interrupt affinity"},
    Word{"mlnx_tune", "interrupt affinity, NIC settings"},
    Word{"perftune", "interrupt affinity, RPS, XPS, network sysctls"},
    Word{"google_set_multiqueue", "channels, interrupt affinity, XPS"},
    Word{"sysctl -w net.", "network sysctls"},
    Word{"tc qdisc", "queueing disciplines"},
    Word{"txqueuelen", "queueing disciplines"},
    Word{"cpupower frequency-set", "governors"},
    Word{"taskset -", "thread affinity"},
    Word{"chrt -", "thread scheduling"},
    Word{"CPUAffinity=", "thread affinity"},
    // interfaces(5) with the hooks of Debian's package ethtool
    Word{"offload-", "offloads"},
    Word{"hardware-dma-ring-", "rings"},
    Word{"hardware-irq-coalesce-", "coalescing"},
};

/// Options of ethtool(8) that set something.
inline constexpr std::array kEthtoolOptions{
    Word{"-G", "rings"},
    Word{"--set-ring", "rings"},
    Word{"-K", "offloads"},
    Word{"--offload", "offloads"},
    Word{"--features", "offloads"},
    Word{"-C", "coalescing"},
    Word{"--coalesce", "coalescing"},
    Word{"-L", "channels"},
    Word{"--set-channels", "channels"},
    Word{"-X", "RSS"},
    Word{"--set-rxfh-indir", "RSS"},
    Word{"--rxfh", "RSS"},
    Word{"-N", "flow steering"},
    Word{"-U", "flow steering"},
    Word{"--config-nfc", "flow steering"},
    Word{"--config-ntuple", "flow steering"},
    Word{"-A", "pause frames"},
    Word{"--pause", "pause frames"},
    Word{"--set-priv-flags", "driver flags"},
};

/// Beginnings of keys of systemd.link(5) and systemd.network(5).
inline constexpr std::array kLinkKeys{
    Word{"IRQAffinity", "interrupt affinity"},
    Word{"RxChannels=", "channels"},
    Word{"TxChannels=", "channels"},
    Word{"OtherChannels=", "channels"},
    Word{"CombinedChannels=", "channels"},
    Word{"RxBufferSize=", "rings"},
    Word{"RxMiniBufferSize=", "rings"},
    Word{"RxJumboBufferSize=", "rings"},
    Word{"TxBufferSize=", "rings"},
    Word{"ReceivePacketSteeringCPUMask=", "RPS"},
    Word{"ReceiveQueues=", "channels"},
    Word{"TransmitQueues=", "channels"},
    Word{"TransmitQueueLength=", "queueing disciplines"},
    Word{"NTupleFilter=", "flow steering"},
    Word{"Parent=", "queueing disciplines"},
    Word{"[ethtool]", "NIC settings"},
};

inline constexpr std::array<std::string_view, 6> kSysctlPrefixes{
    "net.core.",        "net.ipv4.tcp_",      "net.ipv4.udp_",
    "net.ipv4.ipfrag_", "net.ipv4.ip_local_", "net.mptcp."};
inline constexpr std::array<std::string_view, 5> kSysctls{
    "kernel.numa_balancing", "kernel.timer_migration", "kernel.sched_rt_runtime_us",
    "vm.vfs_cache_pressure", "vm.stat_interval"};

}  // namespace holdfast::setting_words
