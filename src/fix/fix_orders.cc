#include "fix/fix_orders.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/printable.h"
#include "fix/fix_fields.h"
#include "fix/fix_parents.h"

namespace holdfast {
namespace {

// A log is written where the message was sent or came in: SendingTime is not farther away.
constexpr std::int64_t kFarthest = 600'000'000'000;

// Orders that are written in messages of their own kind.
constexpr std::array<std::string_view, 6> kUnread{"E", "s", "t", "AB", "AC", "CA"};

std::string text_of(const FixMessage& message, std::uint32_t tag) {
  return std::string(message.of(tag));
}

std::string first_of(const FixMessage& message, std::initializer_list<std::uint32_t> tags) {
  for (const auto tag : tags) {
    if (message.has(tag)) return text_of(message, tag);
  }
  return {};
}

// What the message says takes the place of what is there.
void replace_text(std::string& there, std::string_view said) {
  if (!said.empty()) there = said;
}

bool is_repeated(const FixMessage& message) {
  return message.of(43) == "Y" || message.of(97) == "Y";
}

// ExecTransType (20) of FIX 4.2 says what FIX 4.4 says by ExecType.
std::string exec_type(const FixMessage& message) {
  const auto transaction = message.of(20);
  if (transaction == "1") return "H";
  if (transaction == "2") return "G";
  if (transaction == "3") return "I";
  return text_of(message, 150);
}

// Of a cancelling and of what is pending ClOrdID is the request's.
bool is_of_request(std::string_view type) { return type == "4" || type == "6" || type == "E"; }

std::string liquidity_of(const FixMessage& message) {
  const auto told = message.of(851);
  return told == "1" ? "A" : told == "2" ? "R" : "";
}

}  // namespace

std::string_view FixOrders::parent_of(const FixMessage& message) const {
  if (options_.parent_tag != 0) return message.of(options_.parent_tag);
  return message.has(583) ? message.of(583) : message.of(526);
}

Result<void> FixOrders::take(const FixEntry& entry) {
  auto& counts = tables_.counts;
  const auto type = entry.message.type();
  ++counts.messages;
  if (type == "D") return take_order(entry);
  if (type == "G") return take_replacement(entry);
  if (type == "8") return take_report(entry);
  if (type == "9") return take_reject(entry);
  if (type == "F") {
    ++counts.cancels;
  } else if (std::ranges::find(kUnread, type) != kUnread.end()) {
    ++counts.unread[std::string(type)];
  } else {
    ++counts.others;
  }
  return {};
}

Result<void> FixOrders::set_times(const FixEntry& entry, std::int64_t& at, std::int64_t& here,
                                  bool& is_logged) {
  const auto sent = time_field(entry, 52, "SendingTime");
  const auto done = time_field(entry, 60, "TransactTime");
  if (!sent) return tl::unexpected(sent.error());
  if (!done) return tl::unexpected(done.error());
  if (!*sent) return fail_at(entry, "SendingTime (52) is missing");
  is_logged = options_.uses_log_times && entry.logged_ns.has_value();
  if (is_logged && std::abs(*entry.logged_ns - **sent) > kFarthest) {
    return fail_at(entry, fmt::format("the log's own time is {} s away from SendingTime (52), so "
                                      "that it is not UTC; give its offset from UTC in the log, "
                                      "or --no-log-times",
                                      (*entry.logged_ns - **sent) / 1'000'000'000));
  }
  tables_.counts.without_log_time += is_logged ? 0U : 1U;
  here = is_logged ? *entry.logged_ns : **sent;
  at = done->value_or(**sent);
  return {};
}

// Fields that are not in a replacement stay those of the order.
Result<void> FixOrders::set_order(const FixEntry& entry, FixChild& child) {
  const auto& message = entry.message;
  const auto id = needed_field(entry, 11, "ClOrdID");
  const auto symbol = needed_field(entry, 55, "Symbol");
  const auto side = side_field(entry);
  const auto quantity = figure_field(entry, 38, "OrderQty");
  const auto limit = figure_field(entry, 44, "Price", true);
  if (!id) return tl::unexpected(id.error());
  if (!symbol) return tl::unexpected(symbol.error());
  if (!side) return tl::unexpected(side.error());
  if (!quantity) return tl::unexpected(quantity.error());
  if (!limit) return tl::unexpected(limit.error());
  if (quantity->empty()) return fail_at(entry, "OrderQty (38) is missing");
  child.id = *id;
  child.symbol = *symbol;
  child.side = *side;
  child.quantity = *quantity;
  replace_text(child.limit, *limit);
  replace_text(child.type, message.of(40));
  replace_text(child.time_in_force, message.of(59));
  replace_text(child.venue, first_of(message, {100, 207, 30}));
  if (child.venue.empty()) child.venue = message.of(56);
  if (child.time_in_force.empty()) child.time_in_force = "0";  // a day's, as FIX says
  replace_text(child.strategy, message.of(847));
  replace_text(child.participation, message.of(849));
  replace_text(child.currency, message.of(15));
  child.line = entry.line;
  return set_times(entry, child.decision_ns, child.send_ns, child.is_send_logged);
}

Result<void> FixOrders::add_child(const FixEntry& entry, FixChild child) {
  const auto [there, is_new] = child_at_.try_emplace(child.id, tables_.children.size());
  if (!is_new) {
    if (is_repeated(entry.message)) {
      ++tables_.counts.repeated;
      return {};
    }
    return fail_at(entry, fmt::format("ClOrdID (11) {} is also that of line {}: read logs in which "
                                      "an id stands for one order, as those of one day",
                                      printable(child.id), tables_.children[there->second].line));
  }
  tables_.children.push_back(std::move(child));
  return {};
}

Result<void> FixOrders::take_order(const FixEntry& entry) {
  ++tables_.counts.orders;
  FixChild child;
  if (auto set = set_order(entry, child); !set) return set;
  const auto parent = parent_of(entry.message);
  child.parent = parent.empty() ? child.id : std::string(parent);
  return add_child(entry, std::move(child));
}

Result<void> FixOrders::take_replacement(const FixEntry& entry) {
  ++tables_.counts.replacements;
  auto replaced = needed_field(entry, 41, "OrigClOrdID");
  if (!replaced) return tl::unexpected(replaced.error());
  FixChild child;
  const auto there = child_at_.find(*replaced);
  if (there != child_at_.end()) child = tables_.children[there->second];
  child.replaces = *replaced;
  if (auto set = set_order(entry, child); !set) return set;
  const auto parent = parent_of(entry.message);
  if (!parent.empty()) {
    child.parent = parent;
  } else if (there == child_at_.end()) {
    child.parent = *replaced;
  }
  return add_child(entry, std::move(child));
}

Result<void> FixOrders::take_report(const FixEntry& entry) {
  auto& counts = tables_.counts;
  ++counts.reports;
  const auto& message = entry.message;
  FixReport report;
  report.type = exec_type(message);
  if (report.type == "I") {
    ++counts.states;
    return {};
  }
  if (report.type.empty()) return fail_at(entry, "ExecType (150) is missing");
  auto id = needed_field(entry, 17, "ExecID");
  if (!id) return tl::unexpected(id.error());
  const bool is_known = !report_at_.try_emplace(*id, entry.line).second;
  if (is_known && is_repeated(message)) {
    ++counts.repeated;
    return {};
  }
  report.id = std::move(*id);
  report.reference = message.of(19);
  report.order = message.of(37);
  report.status = message.of(39);
  const bool names_replaced = is_of_request(report.type) && message.has(41);
  report.child = message.of(names_replaced ? 41 : 11);
  if (report.child.empty()) report.child = message.of(41);
  struct Figure {
    std::uint32_t tag;
    const char* name;
    std::string& to;
  };
  for (const auto& [tag, name, to] :
       {Figure{32, "LastQty", report.last_quantity}, Figure{31, "LastPx", report.last_price},
        Figure{14, "CumQty", report.cumulated}, Figure{151, "LeavesQty", report.leaves}}) {
    auto figure = figure_field(entry, tag, name, tag == 31);
    if (!figure) return tl::unexpected(figure.error());
    to = std::move(*figure);
  }
  auto fee = fee_field(entry);
  if (!fee) return tl::unexpected(fee.error());
  report.fee = std::move(*fee);
  report.liquidity = liquidity_of(message);
  report.last_market = message.of(30);
  report.text = message.of(58);
  bool is_logged = false;
  if (auto set = set_times(entry, report.venue_ns, report.user_ns, is_logged); !set) return set;
  if (report.type == "5" && message.has(41)) {
    // The old order is over, and the new one has its acknowledgement.
    FixReport acknowledgement = report;
    acknowledgement.id += "+new";
    acknowledgement.type = "0";
    replaced_by_.insert_or_assign(text_of(message, 41), report.child);
    report.child = message.of(41);
    tables_.reports.push_back(std::move(acknowledgement));
  }
  tables_.reports.push_back(std::move(report));
  return {};
}

// A replacement that was refused never lived; a cancelling that was refused changes nothing.
Result<void> FixOrders::take_reject(const FixEntry& entry) {
  ++tables_.counts.rejects;
  const auto& message = entry.message;
  if (message.of(434) != "2") return {};
  auto id = needed_field(entry, 11, "ClOrdID");
  if (!id) return tl::unexpected(id.error());
  FixReport report;
  report.id = "reject of " + *id;
  const bool is_known = !report_at_.try_emplace(report.id, entry.line).second;
  if (is_known && is_repeated(message)) {
    ++tables_.counts.repeated;
    return {};
  }
  report.child = std::move(*id);
  report.order = message.of(37);
  report.type = "8";
  report.status = message.of(39);
  report.text = message.of(58);
  bool is_logged = false;
  if (auto set = set_times(entry, report.venue_ns, report.user_ns, is_logged); !set) return set;
  tables_.reports.push_back(std::move(report));
  return {};
}

Result<FixTables> FixOrders::tables() {
  if (auto gathered = gather_parents(tables_, replaced_by_); !gathered) {
    return tl::unexpected(gathered.error());
  }
  return std::move(tables_);
}

}  // namespace holdfast
