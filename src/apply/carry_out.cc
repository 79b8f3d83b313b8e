#include "apply/carry_out.h"

#include <fmt/format.h>

#include "apply/going_back.h"

namespace holdfast {
namespace {

void conclude(Outcome& outcome, Journal& journal, OutcomeKind kind, Ending ending,
              std::string sentence) {
  outcome.kind = kind;
  outcome.sentence = std::move(sentence);
  if (auto ended = journal.end(ending, outcome.sentence); !ended) {
    outcome.sentence += "; " + ended.error().sentence;
  }
}

void leave(Outcome& outcome) {
  outcome.kind = OutcomeKind::left;
  outcome.sentence =
      "stopped at once, and the host may be half changed; holdfast recover puts back what was";
}

std::string plural(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string done_sentence(const Outcome& outcome) {
  std::string text =
      fmt::format("the host is as demanded, with {}", plural(outcome.steps.size(), "step"));
  std::size_t gone = 0;
  for (const auto& refusal : outcome.verdict.refusals) gone += refusal.expected ? 0U : 1U;
  if (gone > 0) text += fmt::format("; {} vanished meanwhile", plural(gone, "demand's object"));
  return text;
}

std::string pending_sentence(std::size_t pending) {
  return fmt::format("{} moved yet: {} for the next interrupt",
                     pending == 1 ? "all is set, but 1 vector has not"
                                  : fmt::format("all is set, but {} vectors have not", pending),
                     pending == 1 ? "it waits" : "they wait");
}

}  // namespace

void go_back(HostPort& host, Journal& journal, const std::vector<Setting>& before,
             const ApplyOptions& options, Ending ending, const std::string& why, Outcome& outcome) {
  const bool wanted = ending != Ending::rolled_back || why.empty();
  // Going back is done also when this cannot be written down.
  if (ending == Ending::rolled_back) (void)journal.back(why);
  StepRunner runner(host, journal, options, outcome.steps);
  auto result = put_back(host, runner, before, options);
  if (result.halt == Halt::leave) return leave(outcome);
  outcome.remaining = std::move(result.remaining);
  outcome.verdict.pending = std::move(result.pending);
  outcome.verdict.differences.clear();
  const std::string because = why.empty() ? "" : why + "; ";
  if (!outcome.remaining.empty()) {
    return conclude(outcome, journal, OutcomeKind::not_rolled_back, Ending::failed,
                    fmt::format("{}{} could not be put back, first: {}", because,
                                plural(outcome.remaining.size(), "setting"),
                                outcome.remaining.front().sentence));
  }
  const auto pending = outcome.verdict.pending.size();
  if (!wanted) {
    return conclude(outcome, journal, OutcomeKind::rolled_back, Ending::rolled_back,
                    because + "everything was put back as it was");
  }
  if (pending > 0) {
    return conclude(outcome, journal, OutcomeKind::pending,
                    ending == Ending::done ? Ending::pending : ending, pending_sentence(pending));
  }
  conclude(outcome, journal, OutcomeKind::done, ending, "everything is as it was before");
}

void go_forward(HostPort& host, Journal& journal, const GoingForward::Start& start,
                const ApplyOptions& options, Outcome& outcome) {
  StepRunner runner(host, journal, options, outcome.steps);
  const std::vector<Setting>& before = start.before;  // grows on the way
  GoingForward forward(host, journal, runner, options, start, outcome);
  switch (forward.run(outcome.plan)) {
    case Reached::left: return leave(outcome);
    case Reached::failed:
      return go_back(host, journal, before, options, Ending::rolled_back, forward.why(), outcome);
    case Reached::done:
      return conclude(outcome, journal, OutcomeKind::done, Ending::done, done_sentence(outcome));
    case Reached::pending:
      return conclude(outcome, journal, OutcomeKind::pending, Ending::pending,
                      pending_sentence(outcome.verdict.pending.size()));
  }
}

}  // namespace holdfast
