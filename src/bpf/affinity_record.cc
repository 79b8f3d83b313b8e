#include "bpf/affinity_record.h"

#include <algorithm>
#include <cstring>

#include "bpf/programs/affinity_record.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kFlags =
    HOLDFAST_AFFINITY_KERNEL_THREAD | HOLDFAST_AFFINITY_BY_FILE | HOLDFAST_AFFINITY_UNASKED;

/// A name may fill its field to the end; what is no text is shown as "?".
std::string name_in(const char (&field)[HOLDFAST_AFFINITY_COMM]) {
  std::string name(field, strnlen(field, sizeof field));
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return name;
}

CpuSet cpus_in(const holdfast_affinity_record& raw, std::uint32_t cpus) {
  CpuSet set;
  const std::uint32_t end = std::min<std::uint32_t>(cpus, HOLDFAST_AFFINITY_MASK_WORDS * 64);
  for (std::uint32_t cpu = 0; cpu < end; ++cpu) {
    if (((raw.mask[cpu / 64] >> (cpu % 64)) & 1) != 0) set.add(CpuId{cpu});
  }
  return set;
}

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
  record.cpus = cpus_in(raw, cpus);
  record.is_kernel_thread = (raw.flags & HOLDFAST_AFFINITY_KERNEL_THREAD) != 0;
  record.by_file = (raw.flags & HOLDFAST_AFFINITY_BY_FILE) != 0;
  record.unasked = (raw.flags & HOLDFAST_AFFINITY_UNASKED) != 0;
  record.pid = raw.pid;
  record.parent = raw.parent;
  record.uid = raw.uid;
  record.cgroup = raw.cgroup;
  record.comm = name_in(raw.comm);
  record.parent_comm = name_in(raw.parent_comm);
  return record;
}

}  // namespace holdfast
