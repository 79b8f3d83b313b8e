// EndedApplies: applies and rollbacks that came to an end since they were last asked for.
//
// Asking is two system calls while nothing happens: the folder is listed again only when its time
// of change is another, and a journal read only when it has grown and ends with an end line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/apply_record.h"

namespace holdfast {

class EndedApplies {
 public:
  /// The runtime journals' folder; it need not exist yet.
  explicit EndedApplies(std::string folder = "/run/holdfast/applies")
      : folder_(std::move(folder)) {}
  /// By rising number; the first call has all that are there. What is no journal is left out.
  std::vector<ApplyRecord> poll();

 private:
  struct Seen {
    std::int64_t size = -1, changed_ns = 0;
    bool ended = false;
  };
  void list();

  std::string folder_;
  std::int64_t folder_changed_ns_ = -1;
  bool list_again_ = false;
  std::map<std::uint64_t, Seen> journals_;  // by number
};

}  // namespace holdfast
