#include <fmt/format.h>

#include "tca/fix_command.h"

namespace holdfast {
namespace {

// A line of the summary, when there is something to count.
void add(std::string& text, std::size_t count, const char* what) {
  if (count != 0) text += fmt::format("  {:<8} {}\n", count, what);
}

}  // namespace

std::string fix_text(const FixCommand& command, const FixReading& reading) {
  const auto& tables = reading.tables;
  const auto& counts = tables.counts;
  auto text = fmt::format("{} messages: {} parents, {} children, {} reports\n", counts.messages,
                          tables.parents.size(), tables.children.size(), tables.reports.size());
  add(text, counts.parents_made, "parents are not in the log: theirs is the sum of their orders");
  add(text, counts.without_log_time,
      "messages without the log's own time: SendingTime (52) stands for it");
  add(text, counts.repeated, "messages sent again, passed over");
  add(text, counts.states, "reports that only answer a question (150=I), passed over");
  add(text, counts.parent_reports, "reports of parents, passed over");
  for (const auto& [type, count] : counts.unread) {
    add(text, count, fmt::format("messages with orders that are not read (35={})", type).c_str());
  }
  add(text, counts.others, "messages about no order");
  add(text, reading.damaged, "damaged messages, passed over");
  if (!reading.first_damage.empty()) {
    text += fmt::format("  the first: {}\n", reading.first_damage);
  }
  return text + fmt::format(
                    "holdfast-tca validate parent_orders={0}/parent_orders.csv "
                    "child_orders={0}/child_orders.csv exec_reports={0}/exec_reports.csv\n",
                    command.output);
}

}  // namespace holdfast
