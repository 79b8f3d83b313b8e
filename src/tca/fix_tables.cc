#include "tca/fix_tables.h"

#include <fmt/format.h>

#include "base/calendar.h"
#include "tca/csv_field.h"

namespace holdfast {
namespace {

constexpr std::int64_t kDayNs = 86'400'000'000'000;

}  // namespace

std::string fix_parent_line(const FixParent& parent, const std::string& host) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(parent.id),
                     csv_field(parent.symbol), parent.side, parent.quantity, parent.decision_ns,
                     parent.end_ns, csv_field(host), date_text(parent.decision_ns / kDayNs),
                     csv_field(parent.strategy), parent.participation, csv_field(parent.currency));
}

std::string fix_child_line(const FixChild& child, const std::string& host) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(child.id),
                     csv_field(child.parent), csv_field(child.replaces), csv_field(child.symbol),
                     child.side, child.quantity, child.limit, csv_field(child.type),
                     csv_field(child.time_in_force), csv_field(child.venue), child.decision_ns,
                     child.send_ns, child.is_send_logged ? "log" : "fix", csv_field(host));
}

std::string fix_report_line(const FixReport& report) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(report.id),
                     csv_field(report.reference), csv_field(report.child), csv_field(report.order),
                     csv_field(report.type), csv_field(report.status), report.last_quantity,
                     report.last_price, report.cumulated, report.leaves, report.venue_ns,
                     report.user_ns, report.liquidity, csv_field(report.last_market), report.fee,
                     csv_field(report.text));
}

}  // namespace holdfast
