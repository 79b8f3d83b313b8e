// The small readers of /proc and /sys; the first byte chooses one.
#include <cstdint>
#include <string>

#include "host/cpu_topology.h"
#include "host/diskstats.h"
#include "host/gzip.h"
#include "host/interrupt_text.h"
#include "host/kernel_command_line.h"
#include "host/kernel_config.h"
#include "host/machine.h"
#include "host/memory_source.h"
#include "host/memory_use.h"
#include "host/numa_nodes.h"
#include "host/proc_stat.h"
#include "host/settings.h"
#include "host/softirqs.h"
#include "host/softnet.h"
#include "host/vectors.h"

namespace holdfast {
namespace {

// Every file that the readers of settings and processors ask for says the same.
void read_everywhere(const std::string& text) {
  MemorySource host;
  for (const char* path : {"/proc/cmdline",
                           "/proc/meminfo",
                           "/proc/sys/fs/dentry-state",
                           "/proc/sys/net/core/busy_poll",
                           "/proc/irq/default_smp_affinity",
                           "/proc/irq/1/smp_affinity_list",
                           "/proc/irq/1/affinity_hint",
                           "/proc/irq/1/node",
                           "/sys/devices/system/cpu/possible",
                           "/sys/devices/system/cpu/modalias",
                           "/sys/class/dmi/id/product_name",
                           "/sys/devices/system/cpu/cpu1/topology/thread_siblings_list",
                           "/sys/devices/system/cpu/cpu1/cache/index0/level",
                           "/sys/devices/system/cpu/cpu1/cache/index0/shared_cpu_list",
                           "/sys/devices/system/cpu/cpu0/cpuidle/state0/disable",
                           "/sys/devices/system/node/node0/cpulist",
                           "/sys/devices/system/node/node0/distance",
                           "/sys/kernel/mm/transparent_hugepage/enabled",
                           "/sys/kernel/debug/irq/domains/VECTOR",
                           "/proc/config.gz"}) {
    host.add_file(path, text);
  }
  host.add_file("/sys/devices/system/cpu/online", "0-2\n");
  Diagnostics diagnostics;
  const auto settings = read_settings(host, diagnostics);
  read_cpu_topology(host, settings.command_line, diagnostics);
  read_vectors(host, {.everything = false, .irqs = {IrqNumber{1}}, .action_words = {}},
               diagnostics);
}

}  // namespace
}  // namespace holdfast

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  Diagnostics diagnostics;
  switch (bytes[0] % 10) {
    case 0: parse_softnet(text, CpuSet::range(0, 3), diagnostics); break;
    case 1: parse_softirqs(text, diagnostics); break;
    case 2: parse_proc_stat(text, diagnostics); break;
    case 3: parse_diskstats(text, diagnostics); break;
    case 4: parse_kernel_command_line(text, CpuSet::range(0, 15), diagnostics); break;
    case 5: parse_interrupt_text(text); break;
    case 6: debug_options_of(text); break;
    case 7: static_cast<void>(gunzip(text, 1 << 20)); break;
    case 8: meminfo_bytes(text, "MemTotal"); break;
    default: read_everywhere(text); break;
  }
  return 0;
}
