// ScriptedWatcher: a watcher that sees what a test says.
#pragma once

#include <deque>
#include <utility>
#include <vector>

#include "host/watcher.h"

namespace holdfast {

class ScriptedWatcher final : public Watcher {
 public:
  std::string_view name() const override { return "script"; }
  int fd() const override { return -1; }
  bool read(Instant, std::size_t limit, std::vector<Sighting>& out) override {
    for (std::size_t i = 0; i < limit && !waiting.empty(); ++i) {
      out.push_back(std::move(waiting.front()));
      waiting.pop_front();
    }
    return !waiting.empty();
  }
  WatchSource state() const override { return {"script", SourceState::watching, "", 0}; }

  std::deque<Sighting> waiting;
};

}  // namespace holdfast
