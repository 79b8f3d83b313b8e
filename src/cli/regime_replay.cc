#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/printable.h"
#include "cli/text_file.h"
#include "cli/verbs.h"
#include "regime/tape.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestTape = 256U << 20U;  // a week of windows of a second is 40 MB

std::string json_of(const Tape& tape, const Replay& played) {
  Json out{{"format", 1}, {"windows", tape.inputs.size()}};
  out["regime"] = name_of(played.last.regime);
  out["transitions"] = Json::array();
  for (const auto& transition : played.transitions) {
    out["transitions"].push_back({{"at_ns", transition.at.ns},
                                  {"from", name_of(transition.from)},
                                  {"to", name_of(transition.to)},
                                  {"evidence", transition.evidence}});
  }
  return out.dump(2);
}

void print_text(const Tape& tape, const Replay& played) {
  const Instant start = tape.inputs.empty() ? Instant{} : tape.inputs.front().at;
  for (const auto& transition : played.transitions) {
    fmt::print("{}\n", to_line(transition, start));
  }
  const auto transitions = played.transitions.size();
  fmt::print("{} window{}, {} transition{}; at the end {}\n", tape.inputs.size(),
             tape.inputs.size() == 1 ? "" : "s", transitions, transitions == 1 ? "" : "s",
             name_of(played.last.regime));
}

}  // namespace

int run_regime_replay(const RegimeOptions& options) {
  const auto text = read_text_file(options.tape, kLargestTape);
  if (!text) return report(text.error());
  const auto tape = parse_tape(*text);
  if (!tape) {
    return report(Error{ErrorCode::usage,
                        fmt::format("{}: {}", printable(options.tape), tape.error().sentence)});
  }
  const auto played = replay(*tape);
  if (options.json) {
    fmt::print("{}\n", json_of(*tape, played));
  } else {
    print_text(*tape, played);
  }
  return kDone;
}

}  // namespace holdfast
