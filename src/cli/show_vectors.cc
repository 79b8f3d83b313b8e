#include <fmt/format.h>

#include <algorithm>

#include "cli/show_views.h"
#include "plan/vector_verdict.h"

namespace holdfast {
namespace {

Style style_of(VectorVerdict verdict) {
  switch (verdict) {
    case VectorVerdict::ok:
    case VectorVerdict::managed: return Style::green;
    case VectorVerdict::not_judged:
    case VectorVerdict::unknown: return Style::dim;
    case VectorVerdict::pending:
    case VectorVerdict::any_cpu:
    case VectorVerdict::beside_isolated:
    case VectorVerdict::shared_cpu: return Style::yellow;
    case VectorVerdict::wrong:
    case VectorVerdict::isolated_cpu:
    case VectorVerdict::far_node: return Style::red;
  }
  return Style::plain;
}

std::string list_or_dash(const std::optional<CpuSet>& cpus) { return cpus ? cpus->to_list() : "-"; }

std::string confidence_mark(const Vector& vector) {
  const auto confidence = confidence_of(vector.map_source);
  return confidence == "none" ? "-" : std::string(confidence);
}

bool wanted(const ShowContext& context, const Vector& vector) {
  const Nic* nic = context.host().find_nic(vector.nic);
  if (nic == nullptr) return context.options.all && context.options.interfaces.empty();
  if (context.shows(*nic)) return true;
  // A bond or VLAN named on the command line shows its members' vectors.
  for (const auto& name : context.options.interfaces) {
    const Nic* named = context.host().find_nic(name);
    if (named == nullptr) continue;
    const auto theirs = context.host().vectors_of(*named);
    if (std::find(theirs.begin(), theirs.end(), &vector) != theirs.end()) return true;
  }
  return false;
}

}  // namespace

std::string show_vectors(const ShowContext& context) {
  const auto& host = context.host();
  const bool timed = context.view.has_interval();
  Table table({{"nic", false, false},
               {"queue", false, false},
               {"irq", true, false},
               {"name", false, true},
               {"requested", false, true},
               {"effective", false, true},
               {timed ? "interrupts/s" : "interrupts", true, false},
               {timed ? "ran on" : "ran on since boot", false, true},
               {"node", true, false},
               {"map", false, false},
               {"verdict", false, false}});
  const double seconds = elapsed_seconds(context.view.earlier.at, context.view.later.at);
  std::size_t idle = 0;  // allocated by the driver, requested by nobody: no name, no interrupts
  for (const auto& vector : host.vectors) {
    if (!wanted(context, vector)) continue;
    if (vector.action.empty() && !context.options.all) {
      ++idle;
      continue;
    }
    const CpuCounts ran = context.ran(vector);
    const auto verdict = verdict_of(host, vector, timed ? &ran : nullptr);
    const Nic* nic = host.find_nic(vector.nic);
    const auto count = timed ? fmt::format("{:.0f}", static_cast<double>(total_of(ran)) / seconds)
                             : short_count(total_of(ran));
    table.add({{vector.nic.empty() ? "-" : vector.nic, Style::bold},
               {queue_label(vector).empty() ? "-" : queue_label(vector)},
               {fmt::to_string(vector.irq.value)},
               {vector.action, Style::dim},
               {list_or_dash(vector.requested)},
               {list_or_dash(vector.effective)},
               {count},
               {distribution_text(ran)},
               {nic != nullptr && nic->node ? fmt::to_string(nic->node->value) : "-"},
               {confidence_mark(vector), Style::dim},
               {std::string(name_of(verdict)), style_of(verdict)}});
  }
  std::string text = table.empty() ? "No interrupt vector belongs to the interfaces shown.\n"
                                   : table.to_text(context.screen);
  if (idle > 0) {
    text += fmt::format("{} more vectors are allocated and not in use; --all lists them.\n", idle);
  }
  return text;
}

}  // namespace holdfast
