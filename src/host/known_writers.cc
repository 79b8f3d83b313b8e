#include "host/known_writers.h"

#include <array>

namespace holdfast {
namespace {

using enum WriterKind;

constexpr std::array kWriters{
    KnownWriter{"irqbalance", service, "irqbalance", "irqbalance.service", "interrupt affinity"},
    KnownWriter{"tuned", service, "tuned", "tuned.service",
                "sysctls, governors, interrupt affinity, NIC settings"},
    KnownWriter{"node tuning operator", orchestrator, "openshift-tuned", "",
                "sysctls, governors, interrupt affinity, NIC settings"},
    KnownWriter{"CRI-O", orchestrator, "crio", "crio.service",
                "irqbalance's banned CPUs, default interrupt affinity, thread affinity"},
    KnownWriter{"kubelet", orchestrator, "kubelet", "kubelet.service", "thread affinity (cpusets)"},
    KnownWriter{"katalyst", orchestrator, "katalyst-agent", "katalyst-agent.service",
                "interrupt affinity, RPS, thread affinity"},
    KnownWriter{"scx_layered", service, "scx_layered", "", "thread scheduling, interrupt affinity"},
    KnownWriter{"sched_ext scheduler", service, "scx_*", "scx.service scx_loader.service",
                "thread scheduling"},
    KnownWriter{"bpftune", service, "bpftune", "bpftune.service", "network sysctls"},
    KnownWriter{"google_set_multiqueue", unit, "google_set_mult", "google-set-multiqueue.service",
                "channels, interrupt affinity, XPS"},
    KnownWriter{"google-guest-agent", service, "google_guest_ag", "google-guest-agent.service",
                "runs google_set_multiqueue: channels, interrupt affinity, XPS"},
    KnownWriter{"perftune", tool, "perftune.py", "",
                "interrupt affinity, RPS, XPS, network sysctls"},
    KnownWriter{"set_irq_affinity", tool, "set_irq_affinit*", "", "interrupt affinity"},
    KnownWriter{"numad", service, "numad", "numad.service", "thread affinity, memory placement"},
    KnownWriter{"cpupower", unit, "", "cpupower.service cpufrequtils.service", "governors"},
    KnownWriter{"power-profiles-daemon", service, "power-profiles-",
                "power-profiles-daemon.service", "governors"},
};

}  // namespace

std::span<const KnownWriter> known_writers() { return kWriters; }

bool is_process_of(const KnownWriter& writer, std::string_view name) {
  if (writer.comm.empty()) return false;
  if (writer.comm.ends_with('*')) {
    return name.starts_with(writer.comm.substr(0, writer.comm.size() - 1));
  }
  return name == writer.comm;
}

}  // namespace holdfast
