#include "cli/outcome_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/printable.h"
#include "cli/verbs.h"

namespace holdfast {
namespace {

constexpr std::size_t kLongestValue = 60;

// A value in one line: a file's content would fill the screen.
std::string shown(const std::string& value) {
  if (value.empty()) return "nothing";
  const auto line = value.substr(0, std::min(value.find('\n'), kLongestValue));
  return printable(line) + (line.size() < value.size() ? "…" : "");
}

std::string line(const Screen& screen, Style style, const char* word, const std::string& text) {
  return fmt::format("{} {}\n", styled(screen, style, fmt::format("{}:", word)), printable(text));
}

std::string pending_text(const Difference& one) {
  return one.sentence.empty() ? fmt::format("{} waits for its next interrupt", label_of(one.object))
                              : one.sentence;
}

bool has_unexpected(const std::vector<Refusal>& refusals) {
  return std::any_of(refusals.begin(), refusals.end(),
                     [](const Refusal& refusal) { return !refusal.expected; });
}

std::string refusals_text(const std::vector<Refusal>& refusals, const Screen& screen) {
  std::string out;
  for (const auto& refusal : refusals) {
    out += line(screen, refusal.expected ? Style::dim : Style::yellow, "refused",
                fmt::format("{}: {}", refusal.object, refusal.why));
  }
  return out;
}

std::string pendings_text(const std::vector<Difference>& pending, const Screen& screen) {
  std::string out;
  for (const auto& one : pending) out += line(screen, Style::yellow, "pending", pending_text(one));
  return out;
}

}  // namespace

std::string text_of(const StepResult& result, const Screen& screen) {
  const auto& step = result.step;
  const auto mark = result.done ? styled(screen, Style::green, "✓ done  ")
                                : styled(screen, Style::red, "✗ failed");
  std::string out = fmt::format("{} {}{}: {} → {}", mark, result.back ? "back: " : "",
                                styled(screen, Style::bold, printable(label_of(step.object))),
                                step.before ? shown(*step.before) : "new", shown(step.after));
  if (!result.why.empty()) out += fmt::format("\n         {}", printable(result.why));
  return out + "\n";
}

std::function<void(const StepResult&)> step_printer(const Screen& screen) {
  return [&screen](const StepResult& result) {
    fmt::print("{}", text_of(result, screen));
    std::fflush(stdout);
  };
}

std::string text_of(const Outcome& outcome, const Screen& screen) {
  std::string out = pendings_text(outcome.verdict.pending, screen);
  for (const auto& one : outcome.remaining)
    out += line(screen, Style::red, "differs", one.sentence);
  const bool changed = outcome.kind == OutcomeKind::done || outcome.kind == OutcomeKind::pending;
  if (changed) out += refusals_text(outcome.verdict.refusals, screen);
  const auto fired = std::count_if(outcome.fired.begin(), outcome.fired.end(),
                                   [](const FiredVector& one) { return one.elsewhere.empty(); });
  if (fired > 0) {
    out += fmt::format("{} vector{} fired meanwhile, on {} own CPUs\n", fired,
                       fired == 1 ? "" : "s", fired == 1 ? "its" : "their");
  }
  out += fmt::format("{}{}\n", outcome.id > 0 ? fmt::format("{}: ", outcome.id) : "",
                     printable(outcome.sentence));
  return out;
}

std::string text_of(const Verdict& verdict, const Screen& screen) {
  std::string out;
  for (const auto& one : verdict.differences) {
    out += line(screen, Style::red, "differs", one.sentence);
  }
  out += pendings_text(verdict.pending, screen);
  out += refusals_text(verdict.refusals, screen);
  out += fmt::format("{} as demanded, {} otherwise, {} pending\n", verdict.met,
                     verdict.differences.size(), verdict.pending.size());
  return out;
}

int print_outcome(const Outcome& outcome, bool json, bool quiet) {
  const int status = exit_status(outcome);
  if (json) {
    fmt::print("{}\n", to_json(outcome));
  } else if (status == kFailure) {
    std::fflush(stdout);
    fmt::print(stderr, "{}", text_of(outcome, {}));
  } else if (!quiet) {
    fmt::print("{}", text_of(outcome, Screen::of_standard_output()));
  }
  return status;
}

int exit_status(const Outcome& outcome) {
  switch (outcome.kind) {
    case OutcomeKind::nothing_to_do: return kDone;
    case OutcomeKind::done: return has_unexpected(outcome.verdict.refusals) ? kDiffers : kDone;
    case OutcomeKind::pending: return kPending;
    case OutcomeKind::refused:
    case OutcomeKind::rolled_back:
    case OutcomeKind::not_rolled_back:
    case OutcomeKind::left: return kFailure;
  }
  return kFailure;
}

int exit_status(const Verdict& verdict) {
  if (!verdict.differences.empty() || has_unexpected(verdict.refusals)) return kDiffers;
  return verdict.pending.empty() ? kDone : kPending;
}

}  // namespace holdfast
