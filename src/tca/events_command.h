// holdfast-tca events: what changes of affinity did to hosts, bin by bin.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cdt/event_study_stacks.h"
#include "tca/table_input.h"

namespace CLI {
class App;
}

namespace holdfast {

struct EventsCommand {
  std::string panel, latencies;  // a file, or "-"; one of them is empty
  std::string events;            // likewise
  TableInput input;
  std::int64_t bin_ns = 10'000'000'000;
  EventWindow window;
  std::vector<std::string> outcomes;       // empty: every other column of the panel
  std::vector<std::string> repair_causes;  // events of these causes are repairs
  bool is_by_cause = false;
  std::uint64_t seed = 1;
  std::size_t draws = 9999;  // of the band and of the signs
  std::string json, csv;     // files, or "-"; empty: none
};

class EventsParser {
 public:
  EventsParser();
  ~EventsParser();
  /// Adds the verb.
  void build(CLI::App& app);
  /// After it was parsed. usage: what does not go together.
  [[nodiscard]] Result<EventsCommand> command() const;

 private:
  struct Words;
  std::unique_ptr<Words> words_;
};

}  // namespace holdfast
