#include "host/process_history.h"

#include "base/check.h"

namespace holdfast {

ProcessHistory::ProcessHistory(std::size_t capacity) : ring_(capacity) {
  HOLDFAST_CHECK(capacity > 0);
  index_.reserve(capacity);
}

ProcessRecord& ProcessHistory::record_of(std::uint32_t pid, Instant at) {
  if (const auto found = index_.find(pid); found != index_.end()) {
    ProcessRecord& record = ring_[found->second];
    record.at = at;
    return record;
  }
  const std::size_t slot = next_;
  next_ = (next_ + 1) % ring_.size();
  if (ring_[slot].pid != 0) index_.erase(ring_[slot].pid);
  ring_[slot] = {.pid = pid, .at = at};
  index_[pid] = slot;
  return ring_[slot];
}

void ProcessHistory::forked(std::uint32_t parent, std::uint32_t child, Instant at) {
  const auto known = index_.find(parent);
  const ProcessRecord of_parent = known == index_.end() ? ProcessRecord{} : ring_[known->second];
  ProcessRecord& record = record_of(child, at);
  record.parent = parent;
  // What was executed under this number before it was given to the child. A program that was read
  // before its process's fork was is newer than that fork, and stays.
  if (record.program_at <= at) record.program.clear();
  record.identity = of_parent.identity;
  record.is_stale = of_parent.is_stale;
  if (record.program.empty()) {
    record.program = of_parent.program;
    record.program_at = at;
  }
}

void ProcessHistory::ran(std::uint32_t pid, std::string program, Instant at) {
  ProcessRecord& record = record_of(pid, at);
  record.program = std::move(program);
  record.program_at = at;
}

void ProcessHistory::executed(std::uint32_t pid, Instant at) { record_of(pid, at).is_stale = true; }

void ProcessHistory::keep(std::uint32_t pid, ProcessIdentity identity, Instant at) {
  ProcessRecord& record = record_of(pid, at);
  if (identity.parent != 0) record.parent = identity.parent;
  record.identity = std::make_shared<const ProcessIdentity>(std::move(identity));
  record.is_stale = false;
}

const ProcessRecord* ProcessHistory::find(std::uint32_t pid, Instant now, double seconds) const {
  const auto found = index_.find(pid);
  if (found == index_.end()) return nullptr;
  const ProcessRecord& record = ring_[found->second];
  return elapsed_seconds(record.at, now) <= seconds ? &record : nullptr;
}

}  // namespace holdfast
