#include "bpf/affinity_probe.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>

#include "bpf/embedded_objects.h"

namespace holdfast {
namespace {

const std::vector<std::string> kFilePrograms = {"mask_write_begins", "mask_write_ends",
                                                "list_write_begins", "list_write_ends"};
const std::vector<std::string> kRequestPrograms = {"request_begins", "request_ends", "applied"};

std::vector<std::string> joined(std::vector<std::string> names,
                                const std::vector<std::string>& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

}  // namespace

AffinityProbe::AffinityProbe(std::uint32_t cpus, Rung highest) : cpus_(cpus) {
  if (highest == Rung::none) {
    why_ = "switched off (--no-bpf): fanotify names the writers that it can see";
    return;
  }
  if (why_ = why_no_bpf(); !why_.empty()) return;
  if (highest == Rung::requests &&
      begin(joined(joined(kRequestPrograms, kFilePrograms), {"vector_allocated"}),
            kRequestPrograms)) {
    rung_ = Rung::requests;
    knows_files_ = std::all_of(kFilePrograms.begin(), kFilePrograms.end(),
                               [this](const auto& name) { return object_.is_attached(name); });
    why_ = knows_files_
               ? ""
               : "what a driver asks for is not told from what a process writes: " + object_.why();
    return;
  }
  const std::string refused = object_.why();
  if (begin({"vector_configured", "vector_allocated"}, {"vector_configured"})) {
    rung_ = Rung::tracepoints;
    why_ = fmt::format(
        "{}: it is seen when an interrupt's CPUs reach the chip; who asked is told by fanotify",
        refused.empty() ? "requests are not watched" : refused);
    return;
  }
  why_ = refused.empty() ? object_.why() : refused;
}

bool AffinityProbe::begin(const std::vector<std::string>& wanted,
                          const std::vector<std::string>& needed) {
  object_ = BpfObject::load(bpf_object_affinity(), wanted);
  const auto& programs = object_.programs();
  const bool loaded = std::all_of(programs.begin(), programs.end(), [&](const auto& program) {
    return program.loaded || std::find(needed.begin(), needed.end(), program.name) == needed.end();
  });
  if (!loaded) return false;
  counts_ = MappedArray(object_.map_fd("counts"),
                        HOLDFAST_AFFINITY_IRQS * sizeof(holdfast_affinity_count));
  totals_ = MappedArray(object_.map_fd("totals"), sizeof(holdfast_affinity_totals));
  ring_ = RingBuffer(object_.map_fd("ring"));
  if (!ring_.is_open()) return false;
  tell_mask_size();
  object_.attach_all();
  const bool attached = std::all_of(needed.begin(), needed.end(),
                                    [this](const auto& name) { return object_.is_attached(name); });
  if (!attached) object_.detach_all();
  return attached;
}

void AffinityProbe::tell_mask_size() const {
  const std::uint32_t zero = 0;
  const std::uint32_t bytes =
      std::min<std::uint32_t>((cpus_ + 63) / 64, HOLDFAST_AFFINITY_MASK_WORDS) * 8;
  static_cast<void>(::bpf_map_update_elem(object_.map_fd("mask_bytes"), &zero, &bytes, BPF_ANY));
}

holdfast_affinity_totals AffinityProbe::totals() const {
  const auto* totals = totals_.values<holdfast_affinity_totals>();
  if (!totals) return {};
  return {load_from_kernel(totals->requests), load_from_kernel(totals->lost)};
}

holdfast_affinity_count AffinityProbe::count_of(std::uint32_t irq) const {
  const auto* counts = counts_.values<holdfast_affinity_count>();
  holdfast_affinity_count count{};
  if (!counts || irq >= HOLDFAST_AFFINITY_IRQS) return count;
  count.requests = load_from_kernel(counts[irq].requests);
  count.last_ns = load_from_kernel(counts[irq].last_ns);
  count.last_pid = load_from_kernel(counts[irq].last_pid);
  count.last_flags = load_from_kernel(counts[irq].last_flags);
  return count;
}

}  // namespace holdfast
