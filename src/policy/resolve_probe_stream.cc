#include <fmt/format.h>

#include "policy/resolving.h"

namespace holdfast {

void resolve_probe_stream(Resolving& resolving) {
  const auto& rule = resolving.policy.probe_stream;
  if (!rule) return;
  auto settings = rule->settings;
  if (rule->cpu) {
    const auto cpus = resolving.cpus_of(*rule->cpu, nullptr);
    if (cpus && cpus->size() != 1) {
      resolving.complaints.error(
          rule->cpu->place, fmt::format("'{}' is CPUs {} here: the stream's receiver runs on one",
                                        rule->cpu->text, cpus->to_list()));
    } else if (cpus) {
      settings.cpu = cpus->first();
    }
  }
  const auto where = settings.cpu ? fmt::format(" on CPU {}", settings.cpu->value) : std::string();
  resolving.note(
      settings.listens
          ? fmt::format("the agent takes HJ95 from the probe packets that come to {} ({}{})",
                        to_text(settings.at), settings.receiver, where)
          : fmt::format("the agent sends {} probe packets a second to {} and takes HJ95 from their "
                        "round trips ({}{})",
                        settings.rate, to_text(settings.at), settings.receiver, where));
  resolving.out.probe_stream = std::move(settings);
}

}  // namespace holdfast
