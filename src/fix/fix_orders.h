// The orders of a FIX log: NewOrderSingle (35=D), OrderCancelReplaceRequest (G), OrderCancelRequest
// (F), ExecutionReport (8) and OrderCancelReject (9) as rows of parent_orders, child_orders and
// exec_reports (TCA §3). Figures stay the log's own texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "fix/fix_log.h"

namespace holdfast {

struct FixOrderOptions {
  std::string host;              // whose log it is
  std::uint32_t parent_tag = 0;  // names an order's parent; 0: 583, else 526
  bool uses_log_times = true;    // what the log says before a message
};

struct FixChild {
  std::string id, parent, replaces;  // 11, see parent_tag, 41 of a replacement
  std::string symbol, quantity, limit, type, time_in_force, venue;
  std::string strategy, participation, currency;  // 847, 849, 15
  int side = 0;                                   // 1 or -1
  std::int64_t decision_ns = 0, send_ns = 0;      // 60, and the log's time, else 52
  bool is_send_logged = false;
  std::uint64_t line = 0;
};

struct FixReport {
  std::string id, reference, child, order;  // 17, 19, 11 or 41, 37
  std::string type, status;                 // 150 with 20 of FIX 4.2 in it, 39
  std::string last_quantity, last_price, cumulated, leaves;
  std::string liquidity, last_market, fee, text;
  std::int64_t venue_ns = 0, user_ns = 0;  // 60, and the log's time, else 52
};

struct FixParent {
  std::string id, symbol, quantity, strategy, participation, currency;
  int side = 0;
  std::int64_t decision_ns = 0, end_ns = 0;
};

struct FixCounts {
  std::size_t messages = 0, orders = 0, replacements = 0, cancels = 0, reports = 0, rejects = 0;
  std::size_t repeated = 0;        // PossDup (43) or PossResend (97), seen before
  std::size_t states = 0;          // reports that answer a question (150=I)
  std::size_t parent_reports = 0;  // reports of parents
  std::size_t others = 0;          // that are about no order
  std::map<std::string, std::size_t, std::less<>> unread;  // orders of other kinds, by MsgType
  std::size_t without_log_time = 0;                        // of D, G and 8
  std::size_t parents_made = 0;                            // of their orders' figures
};

struct FixTables {
  std::vector<FixParent> parents;
  std::vector<FixChild> children;
  std::vector<FixReport> reports;
  FixCounts counts;
};

class FixOrders {
 public:
  explicit FixOrders(FixOrderOptions options) : options_(std::move(options)) {}

  /// malformed: "line 7: …", a field that an order needs is missing or is not what it should be, or
  /// two orders have one ClOrdID (11).
  Result<void> take(const FixEntry& entry);

  /// What all messages together say; once, at the end. An order that others name as their parent is
  /// a parent and no child. malformed: a parent whose orders differ in symbol or side.
  Result<FixTables> tables();

 private:
  Result<void> take_order(const FixEntry& entry);
  Result<void> take_replacement(const FixEntry& entry);
  Result<void> take_report(const FixEntry& entry);
  Result<void> take_reject(const FixEntry& entry);
  Result<void> set_order(const FixEntry& entry, FixChild& child);
  Result<void> set_times(const FixEntry& entry, std::int64_t& at, std::int64_t& here,
                         bool& is_logged);
  Result<void> add_child(const FixEntry& entry, FixChild child);
  std::string_view parent_of(const FixMessage& message) const;

  FixOrderOptions options_;
  FixTables tables_;
  std::unordered_map<std::string, std::size_t> child_at_;     // by ClOrdID
  std::unordered_map<std::string, std::string> replaced_by_;  // ClOrdIDs, as the venue accepted
  std::unordered_map<std::string, std::uint64_t> report_at_;  // by ExecID: its line
};

}  // namespace holdfast
