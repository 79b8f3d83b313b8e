#include "apply/recover.h"

#include <fmt/format.h>

#include "apply/carry_out.h"
#include "plan/make_plan.h"

namespace holdfast {
namespace {

bool is_file(const Setting& setting) { return setting.object.kind == SettingKind::file; }

void close(Outcome& outcome, Journal& journal, std::string sentence) {
  outcome.kind = OutcomeKind::nothing_to_do;
  outcome.sentence = std::move(sentence);
  if (auto ended = journal.end(Ending::rolled_back, outcome.sentence); !ended) {
    outcome.kind = OutcomeKind::not_rolled_back;
    outcome.sentence = ended.error().sentence;
  }
}

}  // namespace

Outcome recover(HostPort& host, Journal& journal, const JournalRecord& record,
                const std::string& boot_id, Direction direction, const ApplyOptions& options) {
  Outcome outcome;
  outcome.id = record.begin.id;
  outcome.plan = record.begin.plan;
  auto before = record.begin.before;
  Demands demands = record.begin.plan.demands;
  if (record.begin.boot_id != boot_id) {
    std::erase_if(before, [](const Setting& setting) { return !is_file(setting); });
    std::erase_if(demands.settings,
                  [](const Demand& demand) { return demand.kind != SettingKind::file; });
    if (before.empty()) {
      close(outcome, journal, "the host was booted since, and nothing of it outlived that");
      return outcome;
    }
  }
  const bool forward = direction == Direction::forward && record.begin.kind == JournalKind::apply;
  if (!forward) {
    const auto ending =
        record.begin.kind == JournalKind::rollback ? Ending::done : Ending::rolled_back;
    go_back(host, journal, before, options, ending, "", outcome);
    return outcome;
  }
  const HostSnapshot start = host.read();
  outcome.plan = make_plan(demands, start);
  if (outcome.plan.is_refused()) {
    outcome.kind = OutcomeKind::refused;
    outcome.sentence =
        "its demands cannot be met any more; holdfast recover without --forward "
        "puts back what was";
    return outcome;
  }
  go_forward(host, journal, {demands, start, before, {}}, options, outcome);
  return outcome;
}

}  // namespace holdfast
