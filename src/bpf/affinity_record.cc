#include "bpf/affinity_record.h"

#include <cstring>

#include "bpf/programs/affinity_record.h"
#include "bpf/record_fields.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kFlags =
    HOLDFAST_AFFINITY_KERNEL_THREAD | HOLDFAST_AFFINITY_BY_FILE | HOLDFAST_AFFINITY_UNASKED;

}  // namespace

std::optional<AffinityRecord> parse_affinity_record(std::span<const std::uint8_t> bytes,
                                                    std::uint32_t cpus) {
  holdfast_affinity_record raw{};
  if (bytes.size() != sizeof raw) return std::nullopt;
  std::memcpy(&raw, bytes.data(), sizeof raw);
  if ((raw.flags & ~kFlags) != 0) return std::nullopt;
  AffinityRecord record;
  switch (raw.kind) {
    case HOLDFAST_AFFINITY_REQUESTED: record.kind = AffinityRecord::Kind::requested; break;
    case HOLDFAST_AFFINITY_APPLIED: record.kind = AffinityRecord::Kind::applied; break;
    case HOLDFAST_AFFINITY_REFUSED: record.kind = AffinityRecord::Kind::refused; break;
    default: return std::nullopt;
  }
  record.at = Instant{static_cast<std::int64_t>(raw.at_ns)};
  record.irq = raw.irq;
  record.requests = raw.requests;
  record.cpus = cpus_in(raw.mask, cpus);
  record.is_kernel_thread = (raw.flags & HOLDFAST_AFFINITY_KERNEL_THREAD) != 0;
  record.by_file = (raw.flags & HOLDFAST_AFFINITY_BY_FILE) != 0;
  record.unasked = (raw.flags & HOLDFAST_AFFINITY_UNASKED) != 0;
  record.actor = {.pid = raw.pid,
                  .uid = raw.uid,
                  .parent = raw.parent,
                  .cgroup = raw.cgroup,
                  .comm = name_in(raw.comm),
                  .parent_comm = name_in(raw.parent_comm)};
  return record;
}

}  // namespace holdfast
