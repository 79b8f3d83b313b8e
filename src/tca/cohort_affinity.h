// Where interrupt vectors were, as of any time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tca/sourced_table.h"

namespace holdfast {

enum class VectorPlace { aligned, drifted, no_target };

class AffinityHistory {
 public:
  /// Of host_affinity's columns. malformed: a CPU list that is none, with its row. Rows that lack a
  /// host, a time or a vector are passed over; an empty effective list is drifted.
  static Result<AffinityHistory> of(const SourcedTable& affinity);

  /// As of the last sample at or before this time; nullopt: none, or an unknown vector.
  [[nodiscard]] std::optional<VectorPlace> at(const std::string& host, std::int64_t vector,
                                              std::int64_t ts_ns) const;

 private:
  struct Sample {
    std::int64_t ts_ns = 0;
    VectorPlace place = VectorPlace::no_target;
    friend auto operator<=>(const Sample&, const Sample&) = default;
  };
  std::map<std::pair<std::string, std::int64_t>, std::vector<Sample>> samples_;
};

}  // namespace holdfast
