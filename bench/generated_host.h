// A host of 512 CPUs and 4,096 vectors as files: two packages of 128 cores with two threads, four
// NICs of 64 queues, storage with the rest.
#pragma once

#include <fmt/format.h>

#include <random>
#include <string>
#include <string_view>

namespace holdfast {

inline constexpr int kHostCpus = 512;
inline constexpr int kHostVectors = 4096;
inline constexpr int kHostNics = 4;
inline constexpr int kHostQueues = 64;       // of one NIC
inline constexpr int kHostFirstVector = 32;  // the NICs' vectors come first

inline std::string action_of(int vector) {
  if (vector < kHostNics * kHostQueues) {
    return fmt::format("eth{}-TxRx-{}", vector / kHostQueues, vector % kHostQueues);
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

}  // namespace holdfast
