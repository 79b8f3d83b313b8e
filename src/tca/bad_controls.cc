#include "tca/bad_controls.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/printable.h"
#include "base/text.h"
#include "tca/analysis_rows.h"

namespace holdfast {
namespace {

struct Named {
  std::string_view word, what;
};

constexpr std::array<Named, 20> kWords = {{{"realised", "what was realised after the decision"},
                                           {"realized", "what was realised after the decision"},
                                           {"fill", "how the order was filled"},
                                           {"filled", "how the order was filled"},
                                           {"ack", "the acknowledgement's latency"},
                                           {"hj50", "a latency of the host"},
                                           {"hj95", "a latency of the host"},
                                           {"hj95x", "a latency of the host"},
                                           {"hj99", "a latency of the host"},
                                           {"hj99x", "a latency of the host"},
                                           {"nrs", "the share of packets on another node"},
                                           {"sad", "the distance from the target load"},
                                           {"cache", "cache misses"},
                                           {"llc", "cache misses"},
                                           {"softirq", "softirq times"},
                                           {"drift", "the age of information"},
                                           {"jitter", "the jitter of sending"},
                                           {"queueposition", "the place in the queue"},
                                           {"ahead", "the place in the queue"},
                                           {"markout", "the price after the fill"}}};

}  // namespace

std::string_view bad_control(std::string_view column) {
  std::string lower(column);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto words = split(lower, '_');
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_place = words[i] == "queue" && i + 1 < words.size() &&
                          (words[i + 1] == "position" || words[i + 1] == "pos");
    const auto named = std::ranges::find(
        kWords, is_place ? std::string_view("queueposition") : words[i], &Named::word);
    if (named != kWords.end()) return named->what;
  }
  return "";
}

std::vector<std::string> bad_controls(const AnalysisColumns& columns) {
  std::vector<std::string> found;
  const auto look = [&](const std::string& name) {
    if (!bad_control(name).empty() && std::ranges::find(found, name) == found.end()) {
      found.push_back(name);
    }
  };
  for (const auto& name : columns.covariates) look(name);
  for (const auto& one : columns.coarsened) look(one.column);
  for (const auto* factors : {&columns.exact, &columns.few_effects, &columns.effects}) {
    for (const auto& factor : *factors) {
      for (const auto& part : parts_of_factor(factor)) look(part);
    }
  }
  return found;
}

Result<void> refuse_bad_controls(const AnalysisColumns& columns) {
  const auto found = bad_controls(columns);
  if (found.empty()) return {};
  return fail(ErrorCode::usage,
              fmt::format("analysis rows: column \"{}\" is {}, which drift moves: held fixed, it "
                          "hides part of what drift cost; leave it out, or give --sensitivity",
                          printable(found.front()), bad_control(found.front())));
}

}  // namespace holdfast
