#include "measure/compare.h"

#include <fmt/format.h>

#include "measure/link_watch.h"
#include "measure/sockperf_run.h"

namespace holdfast {
namespace {

// Its failure is no failure of the comparison's.
void run_beside(const Comparison& comparison, const IsStopped& is_stopped,
                ComparedReceiver& beside) {
  if (!beside.absent.empty()) return;
  auto round = run_sockperf(comparison.sockperf, comparison.run, is_stopped);
  if (round) {
    beside.rounds.push_back(*std::move(round));
  } else if (!is_stopped()) {
    beside.absent = round.error().sentence;
    beside.rounds.clear();
  }
}

}  // namespace

Result<ComparisonOutcome> compare_receivers(
    const Comparison& comparison, const IsStopped& is_stopped,
    const std::function<void(std::size_t, std::size_t, const std::string&)>& tell) {
  ComparisonOutcome outcome;
  for (const auto& choice : comparison.receivers) {
    outcome.receivers.push_back({.name = std::string(choice.name), .rounds = {}, .absent = ""});
  }
  if (!comparison.sockperf.empty()) {
    outcome.sockperf = ComparedReceiver{.name = "sockperf", .rounds = {}, .absent = ""};
  }
  const ProbeRun& asked = comparison.run;
  LinkWatch link = asked.receiver_network
                       ? LinkWatch("", {}, std::nullopt)
                       : LinkWatch(asked.receiver.interface, asked.receiver.local, std::nullopt);
  std::optional<Error> first_error;
  const std::size_t in_a_round = comparison.receivers.size() + (outcome.sockperf ? 1 : 0);
  const std::size_t all = in_a_round * comparison.rounds;
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
      link.look_now();
      if (!probed && link.is_gone()) {
        outcome.gone = probed.error();
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
    if (!outcome.sockperf) continue;
    tell(done++, all, fmt::format("sockperf, round {} of {}", round + 1, comparison.rounds));
    run_beside(comparison, is_stopped, *outcome.sockperf);
    if (is_stopped()) {
      outcome.is_cut_short = true;
      return outcome;
    }
  }
  for (const auto& compared : outcome.receivers) {
    if (!compared.rounds.empty()) return outcome;
  }
  return tl::unexpected<Error>(first_error.value_or(Error{ErrorCode::failed, "nothing was run"}));
}

}  // namespace holdfast
