// The bytes of the BPF programs' rings: whatever they are, no CPU is beyond the host's, and no name
// breaks a line.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "bpf/affinity_record.h"
#include "bpf/request_tally.h"
#include "bpf/thread_record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::uint32_t cpus = 0;
  if (size < sizeof cpus) return 0;
  std::memcpy(&cpus, bytes, sizeof cpus);
  const auto moved = holdfast::parse_thread_record({bytes + sizeof cpus, size - sizeof cpus}, cpus);
  if (moved && !moved->cpus.empty() && moved->cpus.to_vector().back().value >= cpus) std::abort();
  if (moved && moved->actor.comm.find('\n') != std::string::npos) std::abort();
  holdfast::RequestTally tally;
  const auto record =
      holdfast::parse_affinity_record({bytes + sizeof cpus, size - sizeof cpus}, cpus);
  if (!record) return 0;
  const auto all = record->cpus.to_vector();
  if (!all.empty() && all.back().value >= cpus) std::abort();
  for (const auto& name : {record->actor.comm, record->actor.parent_comm}) {
    if (name.find('\n') != std::string::npos || name.size() > 16) std::abort();
  }
  const auto news = tally.news(record->irq, record->requests);
  if (news != 1 && news != record->requests) std::abort();
  return 0;
}
