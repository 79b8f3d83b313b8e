#include "regime/tape.h"

#include <fmt/format.h>

#include "base/text.h"
#include "model/json_regime.h"

namespace holdfast {
namespace {

tl::unexpected<Error> wrong(std::size_t line, std::string_view sentence) {
  return fail(ErrorCode::malformed, fmt::format("line {}: {}", line, sentence));
}

}  // namespace

std::string to_text(const Tape& tape) {
  auto out = to_json_line(tape.settings) + "\n";
  for (const auto& input : tape.inputs) out += to_json_line(input) + "\n";
  return out;
}

Result<Tape> parse_tape(std::string_view text) {
  Tape tape;
  bool has_settings = false;
  std::size_t number = 0;
  while (const auto line = next_line(text)) {
    ++number;
    if (trim(*line).empty()) continue;
    if (!has_settings) {
      auto settings = regime_settings_from_json(*line);
      if (!settings) return wrong(number, settings.error().sentence);
      tape.settings = *settings;
      has_settings = true;
      continue;
    }
    auto input = regime_input_from_json(*line);
    if (!input) return wrong(number, input.error().sentence);
    if (!tape.inputs.empty() && input->at < tape.inputs.back().at) {
      return wrong(number, fmt::format("/at_ns is {}, before the {} of the window above",
                                       input->at.ns, tape.inputs.back().at.ns));
    }
    tape.inputs.push_back(*input);
  }
  if (!has_settings) {
    return fail(ErrorCode::malformed,
                "there is nothing in it; the settings stand in its first line");
  }
  return tape;
}

Replay replay(const Tape& tape) {
  Replay out;
  for (const auto& input : tape.inputs) {
    if (auto transition = step(out.last, input, tape.settings)) {
      out.transitions.push_back(std::move(*transition));
    }
  }
  return out;
}

std::string to_line(const Transition& transition, Instant start) {
  return fmt::format("{:>10.3f} s  {} → {}  {}", elapsed_seconds(start, transition.at),
                     name_of(transition.from), name_of(transition.to), transition.evidence);
}

}  // namespace holdfast
