#include "measure/compare.h"

#include <fmt/format.h>

namespace holdfast {

Result<ComparisonOutcome> compare_receivers(
    const Comparison& comparison, const IsStopped& is_stopped,
    const std::function<void(std::size_t, std::size_t, const std::string&)>& tell) {
  ComparisonOutcome outcome;
  for (const auto& choice : comparison.receivers) {
    outcome.receivers.push_back({.name = std::string(choice.name), .rounds = {}, .absent = ""});
  }
  std::optional<Error> first_error;
  const std::size_t all = comparison.receivers.size() * comparison.rounds;
  std::size_t done = 0;
  for (std::uint32_t round = 0; round < comparison.rounds; ++round) {
    for (std::size_t i = 0; i < comparison.receivers.size(); ++i, ++done) {
      ComparedReceiver& compared = outcome.receivers[i];
      if (!compared.absent.empty()) continue;
      tell(done, all,
           fmt::format("{}, round {} of {}", compared.name, round + 1, comparison.rounds));
      ProbeRun run = comparison.run;
      run.receiver = chosen_receiver(comparison.receivers[i], run.receiver);
      auto probed = run_probe(run, is_stopped);
      if (is_stopped()) {
        outcome.is_cut_short = true;
        return outcome;
      }
      if (!probed) {
        compared.absent = probed.error().sentence;
        compared.rounds.clear();
        if (!first_error) first_error = probed.error();
        continue;
      }
      probed->result.receiver = compared.name;
      outcome.histograms.push_back({compared.name, probed->started_ns, probed->result.seconds,
                                    std::move(probed->delays_ns)});
      compared.rounds.push_back(std::move(probed->result));
    }
  }
  for (const auto& compared : outcome.receivers) {
    if (!compared.rounds.empty()) return outcome;
  }
  return tl::unexpected<Error>(first_error.value_or(Error{ErrorCode::failed, "nothing was run"}));
}

}  // namespace holdfast
