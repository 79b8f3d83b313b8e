// ApplyRecord: how an apply or a rollback of this host ended, of its journal (docs/journal.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace holdfast {

struct ApplyRecord {
  std::string journal;        // "7 2026-05-01T14:03:07Z": numbers begin anew with a boot
  std::int64_t begun_ns = 0;  // ns since 1970, UTC
  std::optional<std::int64_t> ended_ns;
  std::string outcome;  // "done", "pending", "rolled-back", "failed"; "rollback-done", …
  std::string policy, policy_version;
  std::uint64_t steps = 0;        // that were done
  std::uint64_t differences = 0;  // steps that were refused
  friend bool operator==(const ApplyRecord&, const ApplyRecord&) = default;
};

}  // namespace holdfast
