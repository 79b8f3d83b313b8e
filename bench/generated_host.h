// A host of 512 CPUs and 4,096 vectors as files: two packages of 128 cores with two threads, eight
// ice NICs of 128 queues, storage with the rest.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

namespace holdfast {

inline constexpr int kHostCpus = 512;
inline constexpr int kHostVectors = 4096;
inline constexpr int kHostNics = 8;
inline constexpr int kHostQueues = 128;       // of one NIC
inline constexpr int kHostStatistics = 4000;  // of one NIC
inline constexpr int kHostFirstVector = 32;   // the NICs' vectors come first

inline std::string action_of(int vector) {
  if (vector < kHostNics * kHostQueues) {
    return fmt::format("ice-eth{}-TxRx-{}", vector / kHostQueues, vector % kHostQueues);
  }
  return fmt::format("nvme{}q{}", vector / 128, vector % 128);
}

inline std::string interrupts_text() {
  std::mt19937 random(7);
  std::string text(12, ' ');
  for (int cpu = 0; cpu < kHostCpus; ++cpu) text += fmt::format("CPU{:<8}", cpu);
  text += '\n';
  for (int vector = 0; vector < kHostVectors; ++vector) {
    const auto home = static_cast<int>(random() % kHostCpus);
    text += fmt::format("{:4}:", kHostFirstVector + vector);
    for (int cpu = 0; cpu < kHostCpus; ++cpu) {
      text += fmt::format(" {:10}", cpu == home ? random() : 0U);
    }
    text += fmt::format(" IR-PCI-MSIX-0000:{:02x}:00.0 {:4}-edge      {}\n", vector / kHostQueues,
                        vector % kHostQueues, action_of(vector));
  }
  return text;
}

// 512 CPUs as the mask file shows them, with one bit set.
inline std::string mask_of(int cpu) {
  std::string text;
  for (int group = kHostCpus / 32 - 1; group >= 0; --group) {
    text +=
        fmt::format("{:08x}{}", group == cpu / 32 ? 1U << cpu % 32 : 0U, group == 0 ? '\n' : ',');
  }
  return text;
}

inline std::string pci_of(int nic) { return fmt::format("0000:{:02x}:00.0", nic); }
inline std::string function_of(int nic) {
  return fmt::format("/sys/devices/pci0000:00/{}", pci_of(nic));
}

// What the kernel answers of one NIC: settings, 128 buckets, 128 NAPIs, 4,000 statistics.
template <class Add>
void generate_answers(const Add& add, int nic) {
  const auto answer = [&](std::string_view question, const std::string& text) {
    add(fmt::format("/holdfast/answers/{}/eth{}.json", question, nic), text);
  };
  std::string table;
  std::string queues;
  std::string napis;
  for (int queue = 0; queue < kHostQueues; ++queue) {
    const auto* comma = queue == 0 ? "" : ",";
    const int irq = kHostFirstVector + nic * kHostQueues + queue;
    const int napi = 8192 + irq;
    table += fmt::format("{}{}", comma, queue);
    for (const auto* type : {"rx", "tx"}) {
      queues += fmt::format(R"({}{{"id":{},"type":"{}","napi-id":{}}})", queues.empty() ? "" : ",",
                            queue, type, napi);
    }
    napis += fmt::format(R"({}{{"id":{},"irq":{}}})", comma, napi, irq);
  }
  std::string key = "6d";
  for (int byte = 1; byte < 52; ++byte) key += ":5a";
  std::string statistics;
  for (int each = 0; each < kHostStatistics; ++each) {
    statistics += fmt::format(R"({}"tx_queue_{}_counter_{}":{})", each == 0 ? "" : ",", each / 32,
                              each % 32, each * 1000);
  }
  answer("ethtool/channels-get",
         fmt::format(R"([{{"combined-max":{0},"combined-count":{0}}}])", kHostQueues));
  answer("ethtool/rings-get", R"([{"rx-max":4096,"tx-max":4096,"rx":512,"tx":512}])");
  answer("ethtool/coalesce-get", R"([{"use-adaptive-rx":1,"rx-usecs":20,"tx-usecs":64}])");
  answer("ethtool/features-get",
         R"([{"name":"rx-gro","hw":1,"wanted":1,"active":1,"nochange":0}])");
  answer("ethtool/rss-get",
         fmt::format(R"([{{"hfunc":"toeplitz","hkey":"{}","indir":[{}]}}])", key, table));
  answer("ethtool-ioctl/drvinfo", R"([{"driver":"ice","version":"6.1"}])");
  answer("ethtool-ioctl/statistics", fmt::format("[{{{}}}]", statistics));
  answer("netdev/queue-get", fmt::format("[{}]", queues));
  answer("netdev/napi-get", fmt::format("[{}]", napis));
}

template <class Add>
void generate_nic(const Add& add, int nic) {
  const auto function = function_of(nic);
  const auto net = fmt::format("{}/net/eth{}/", function, nic);
  add(function + "/uevent",
      fmt::format("DRIVER=ice\nPCI_CLASS=20000\nPCI_ID=8086:1592\nPCI_SLOT_NAME={}\n",
                  pci_of(nic)));
  add(function + "/numa_node", fmt::format("{}\n", nic % 2));
  for (int queue = 0; queue < kHostQueues; ++queue) {
    add(fmt::format("{}/msi_irqs/{}", function, kHostFirstVector + nic * kHostQueues + queue),
        std::string("msix\n"));
    const auto rx = fmt::format("{}queues/rx-{}/", net, queue);
    const auto tx = fmt::format("{}queues/tx-{}/", net, queue);
    add(rx + "rps_cpus", mask_of(0));
    add(rx + "rps_flow_cnt", std::string("0\n"));
    add(tx + "xps_cpus", mask_of(queue));
    add(tx + "xps_rxqs", std::string("0\n"));
  }
  add(net + "uevent", fmt::format("INTERFACE=eth{}\nIFINDEX={}\n", nic, nic + 2));
  add(net + "flags", std::string("0x1003\n"));
  add(net + "mtu", std::string("1500\n"));
  add(net + "address", fmt::format("02:00:00:00:00:{:02x}\n", nic));
  add(net + "operstate", std::string("up\n"));
  add(net + "carrier", std::string("1\n"));
  add(net + "speed", std::string("100000\n"));
  add(net + "threaded", std::string("0\n"));
  generate_answers(add, nic);
}

/// Calls add(path, text) for every file.
template <class Add>
void generate_host(const Add& add) {
  add("/proc/interrupts", interrupts_text());
  for (int vector = 0; vector < kHostVectors; ++vector) {
    const auto folder = fmt::format("/proc/irq/{}/", kHostFirstVector + vector);
    const auto cpu = vector % kHostCpus;
    add(folder + "smp_affinity", mask_of(cpu));
    add(folder + "smp_affinity_list", fmt::format("{}\n", cpu));
    add(folder + "effective_affinity", mask_of(cpu));
    add(folder + "effective_affinity_list", fmt::format("{}\n", cpu));
    add(folder + "affinity_hint", mask_of(cpu));
    add(folder + "node", fmt::format("{}\n", cpu / 128 % 2));
  }
  for (int nic = 0; nic < kHostNics; ++nic) generate_nic(add, nic);
  const std::string cpus = "/sys/devices/system/cpu/";
  add(cpus + "possible", "0-511\n");
  add(cpus + "online", "0-511\n");
  add(cpus + "isolated", "\n");
  for (int cpu = 0; cpu < kHostCpus; ++cpu) {
    const auto folder = fmt::format("{}cpu{}/", cpus, cpu);
    const int core = cpu % 256;
    const int first = core / 8 * 8;  // eight cores share a cache
    add(folder + "topology/core_id", fmt::format("{}\n", core % 128));
    add(folder + "topology/physical_package_id", fmt::format("{}\n", core / 128));
    add(folder + "topology/thread_siblings_list", fmt::format("{},{}\n", core, core + 256));
    for (int leaf = 0; leaf < 4; ++leaf) {
      const auto cache = fmt::format("{}cache/index{}/", folder, leaf);
      add(cache + "level", fmt::format("{}\n", leaf == 0 ? 1 : leaf));
      add(cache + "shared_cpu_list",
          leaf == 3 ? fmt::format("{}-{},{}-{}\n", first, first + 7, first + 256, first + 263)
                    : fmt::format("{},{}\n", core, core + 256));
    }
    add(folder + "cpufreq/scaling_governor", std::string("performance\n"));
    for (int state = 0; state < 3; ++state) {
      add(fmt::format("{}cpuidle/state{}/latency", folder, state), fmt::format("{}\n", state * 50));
      add(fmt::format("{}cpuidle/state{}/disable", folder, state), std::string("0\n"));
    }
  }
  for (int node = 0; node < 2; ++node) {
    const auto folder = fmt::format("/sys/devices/system/node/node{}/", node);
    add(folder + "cpulist", node == 0 ? "0-127,256-383\n" : "128-255,384-511\n");
    add(folder + "distance", node == 0 ? "10 21\n" : "21 10\n");
  }
}

/// The host as a folder: its files, and the links by which an interface is found.
inline void write_host(const std::string& root) {
  namespace fs = std::filesystem;
  generate_host([&](const std::string& path, const std::string& text) {
    const fs::path file = root + path;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  });
  fs::create_directories(root + "/sys/class/net");
  for (int nic = 0; nic < kHostNics; ++nic) {
    const auto function = function_of(nic);
    const auto net = fmt::format("{}/net/eth{}", function, nic);
    fs::create_symlink("../../" + net.substr(5), fmt::format("{}/sys/class/net/eth{}", root, nic));
    fs::create_directory_symlink(fmt::format("../../../{}", pci_of(nic)), root + net + "/device");
  }
}

}  // namespace holdfast
