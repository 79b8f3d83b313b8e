// ProcessHistory: processes that lived a moment ago, by pid, so that a writer that died young has a
// name. Bounded: the oldest go first. No system call.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/instant.h"
#include "host/process_identity.h"

namespace holdfast {

struct ProcessRecord {
  std::uint32_t pid = 0;
  std::uint32_t parent = 0;  // 0: not known
  Instant at;                // when it was last told of
  /// Shared with the children that have not executed anything; nullptr: nothing was read.
  std::shared_ptr<const ProcessIdentity> identity;
  /// It executed a program and could not be read since: comm and exe of `identity` are of what it
  /// was before; its cgroup and user hold.
  bool is_stale = false;
  /// The file that it executed last, where that was heard of by itself, and when.
  std::string program;
  Instant program_at;
};

class ProcessHistory {
 public:
  /// At 4,096 records of some 200 bytes the table stays below 1 MB.
  explicit ProcessHistory(std::size_t capacity = 4096);

  /// The child is what its parent is, until it executes something.
  void forked(std::uint32_t parent, std::uint32_t child, Instant at);
  void executed(std::uint32_t pid, Instant at);
  /// What was read of it after it executed.
  void keep(std::uint32_t pid, ProcessIdentity identity, Instant at);

  /// It executed this file. `at`: when that was read, not earlier than it happened.
  void ran(std::uint32_t pid, std::string program, Instant at);

  /// Not older than `seconds`; nullptr when it is not known.
  const ProcessRecord* find(std::uint32_t pid, Instant now, double seconds = 10) const;
  std::size_t size() const { return index_.size(); }

 private:
  ProcessRecord& record_of(std::uint32_t pid, Instant at);

  std::vector<ProcessRecord> ring_;
  std::size_t next_ = 0;
  std::unordered_map<std::uint32_t, std::size_t> index_;
};

}  // namespace holdfast
