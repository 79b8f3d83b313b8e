#include <fmt/format.h>

#include "cli/probe_views.h"
#include "cli/verbs.h"

namespace holdfast {

int run_probe_receive(const ProbeOptions& options) {
  const auto choice =
      options.receivers.empty() ? all_receiver_choices().front() : options.receivers.front();
  ProbeRun run;
  run.receiver = chosen_receiver(choice, receiver_of(options));
  run.receiver_cpu = options.cpu;
  run.traffic = traffic_of(options, 1000, 10);
  run.traffic.pace.rate = options.rate;  // somebody else's: not known
  if (!options.json) {
    run.tell_ready = [&] { tell_listening(run.receiver.local, choice.name); };
  }
  auto outcome = run_probe(run, is_probe_stopped);
  if (!outcome) return report(outcome.error());
  if (outcome->result.received == 0) return report(nothing_came(run, *outcome));
  return show_probe(options, *std::move(outcome));
}

}  // namespace holdfast
