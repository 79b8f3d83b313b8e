#include <fmt/format.h>

#include "cli/show_views.h"

namespace holdfast {
namespace {

std::string state_of(const Writer& writer) {
  if (writer.running && writer.process)
    return fmt::format("running, pid {}", writer.process->value);
  if (writer.running) return "running";
  return writer.enabled ? "enabled" : "present";
}

}  // namespace

std::string show_writers(const ShowContext& context) {
  Table table({{"writer", false, false},
               {"kind", false, false},
               {"state", false, false},
               {"owns", false, true},
               {"evidence", false, true}});
  for (const auto& writer : context.host().writers) {
    table.add({{writer.name, Style::bold},
               {std::string(name_of(writer.kind))},
               {state_of(writer), writer.running ? Style::yellow : Style::plain},
               {writer.owns},
               {writer.evidence, Style::dim}});
  }
  if (table.empty()) return "No other program was found that sets what holdfast looks after.\n";
  return table.to_text(context.screen);
}

}  // namespace holdfast
