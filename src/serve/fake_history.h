// FakeHistory: a History of given lines, which may fail.
#pragma once

#include <optional>
#include <utility>

#include "serve/history.h"

namespace holdfast {

struct FakeHistory : History {
  std::vector<std::pair<std::uint64_t, std::string>> events;  // by number
  std::vector<std::pair<std::int64_t, std::string>> briefs;   // by time
  std::optional<Error> failure;

  Result<std::vector<std::string>> events_after(std::uint64_t after, std::size_t limit) override {
    if (failure) return tl::unexpected<Error>(*failure);
    std::vector<std::string> out;
    for (const auto& [number, text] : events) {
      if (number > after && out.size() < limit) out.push_back(text);
    }
    return out;
  }
  Result<std::vector<std::string>> frames(std::int64_t since_ns, std::int64_t until_ns,
                                          std::size_t limit) override {
    if (failure) return tl::unexpected<Error>(*failure);
    std::vector<std::string> out;
    for (const auto& [at_ns, text] : briefs) {
      if (at_ns >= since_ns && at_ns < until_ns && out.size() < limit) out.push_back(text);
    }
    return out;
  }
};

}  // namespace holdfast
