#include "probe/compared_rounds.h"

#include <algorithm>

#include "probe/probe_delays.h"

namespace holdfast {

std::optional<RoundsFigure> over_rounds(const ComparedReceiver& receiver, std::string_view of,
                                        double p) {
  std::vector<double> values;
  for (const auto& round : receiver.rounds) {
    for (const auto& delays : round.delays) {
      if (delays.of != of) continue;
      if (const auto* percentile = percentile_of(delays, p)) values.push_back(percentile->ns);
    }
  }
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return RoundsFigure{median, values.front(), values.back(), values.size()};
}

RoundsCounts counts_of(const ComparedReceiver& receiver) {
  RoundsCounts out;
  std::uint64_t received = 0, calls = 0;
  double seconds = 0, cpu_seconds = 0;
  for (const auto& round : receiver.rounds) {
    out.lost += round.lost;
    out.involuntary_switches += round.involuntary_switches;
    received += round.received;
    calls += round.calls - std::min(round.calls, round.empty_calls);
    seconds += round.seconds;
    cpu_seconds += round.cpu_seconds;
  }
  if (calls > 0) out.messages_per_call = static_cast<double>(received) / static_cast<double>(calls);
  if (seconds > 0) out.cpu = cpu_seconds / seconds;
  return out;
}

const ComparedReceiver* base_of(const std::vector<ComparedReceiver>& receivers) {
  const auto found = std::find_if(receivers.begin(), receivers.end(),
                                  [](const auto& receiver) { return !receiver.rounds.empty(); });
  return found == receivers.end() ? nullptr : &*found;
}

std::optional<double> ratio_to(const ComparedReceiver& base, const ComparedReceiver& receiver,
                               std::string_view of) {
  const auto one = over_rounds(base, of, 0.5), other = over_rounds(receiver, of, 0.5);
  if (!one || !other || one->median_ns <= 0) return std::nullopt;
  return other->median_ns / one->median_ns;
}

}  // namespace holdfast
