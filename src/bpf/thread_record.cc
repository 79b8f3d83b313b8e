#include "bpf/thread_record.h"

#include <cstring>

#include "bpf/programs/thread_record.h"
#include "bpf/record_fields.h"

namespace holdfast {

std::optional<ThreadRecord> parse_thread_record(std::span<const std::uint8_t> bytes,
                                                std::uint32_t cpus) {
  constexpr std::uint32_t kFlags = HOLDFAST_THREAD_BY_CALL | HOLDFAST_THREAD_BY_KERNEL;
  holdfast_thread_record raw{};
  if (bytes.size() != sizeof raw) return std::nullopt;
  std::memcpy(&raw, bytes.data(), sizeof raw);
  if ((raw.flags & ~kFlags) != 0) return std::nullopt;
  ThreadRecord record;
  record.at = Instant{static_cast<std::int64_t>(raw.at_ns)};
  record.thread = raw.thread;
  record.requests = raw.requests;
  record.cpus = cpus_in(raw.mask, cpus);
  record.by_call = (raw.flags & HOLDFAST_THREAD_BY_CALL) != 0;
  record.by_kernel = (raw.flags & HOLDFAST_THREAD_BY_KERNEL) != 0;
  record.actor = {.pid = raw.pid,
                  .uid = raw.uid,
                  .parent = raw.parent,
                  .cgroup = raw.cgroup,
                  .comm = name_in(raw.comm),
                  .parent_comm = name_in(raw.parent_comm)};
  return record;
}

}  // namespace holdfast
