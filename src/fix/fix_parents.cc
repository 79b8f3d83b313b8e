#include "fix/fix_parents.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <unordered_set>

#include "account/fixed_point.h"
#include "base/printable.h"

namespace holdfast {
namespace {

using Names = std::unordered_map<std::string, std::string>;

// Orders at their last replacement: what the venue accepted. A chain that closes is walked once.
std::string last_of(std::string id, const Names& replaced_by) {
  for (std::size_t steps = 0; steps <= replaced_by.size(); ++steps) {
    const auto next = replaced_by.find(id);
    if (next == replaced_by.end()) break;
    id = next->second;
  }
  return id;
}

class Gathering {
 public:
  Gathering(FixTables& tables, const Names& replaced_by)
      : tables_(tables), replaced_by_(replaced_by) {
    for (std::size_t at = 0; at < tables_.children.size(); ++at) {
      child_at_.emplace(tables_.children[at].id, at);
    }
    for (auto& child : tables_.children) {
      const auto parent = child_at_.find(child.parent);
      if (parent != child_at_.end()) {
        child.parent = first_of_chain(tables_.children[parent->second]);
      }
      if (child.parent != first_of_chain(child)) named_.insert(child.parent);
    }
    for (const auto& report : tables_.reports) {
      auto& last = last_report_ns_[report.child];
      last = std::max(last, report.venue_ns);
    }
  }

  Result<void> gather() {
    for (const auto& child : tables_.children) {
      if (is_parent(child)) continue;
      if (auto added = add(child); !added) return added;
    }
    for (auto& parent : tables_.parents) complete(parent);
    drop();
    return {};
  }

 private:
  // The ClOrdID of the order that was first, before all replacements; a chain that closes is walked
  // once.
  const std::string& first_of_chain(const FixChild& child) const {
    const auto* id = &child.id;
    const auto* order = &child;
    for (std::size_t steps = 0; steps <= tables_.children.size(); ++steps) {
      if (order->replaces.empty()) break;
      id = &order->replaces;
      const auto before = child_at_.find(*id);
      if (before == child_at_.end()) break;
      order = &tables_.children[before->second];
    }
    return *id;
  }

  // A replacement of a parent is that parent still.
  bool is_parent(const FixChild& child) const {
    return named_.contains(child.id) || named_.contains(first_of_chain(child));
  }

  Result<void> add(const FixChild& child);
  void complete(FixParent& parent);
  void drop();

  // Of a chain of replacements the last that was accepted has the quantity.
  double quantity_of_chain(const FixChild& child) const {
    const auto last = child_at_.find(last_of(child.id, replaced_by_));
    const auto& order = last == child_at_.end() ? child : tables_.children[last->second];
    return std::strtod(order.quantity.c_str(), nullptr);
  }

  FixTables& tables_;
  const Names& replaced_by_;
  std::unordered_map<std::string, std::size_t> child_at_, parent_at_;
  std::unordered_map<std::string, std::int64_t> last_report_ns_;  // by ClOrdID
  std::unordered_map<std::string, std::int64_t> quantity_;        // by parent
  std::unordered_set<std::string> named_;                         // as parents by other orders
};

Result<void> Gathering::add(const FixChild& child) {
  const auto [there, is_new] = parent_at_.try_emplace(child.parent, tables_.parents.size());
  if (is_new) {
    tables_.parents.push_back({child.parent,
                               child.symbol,
                               {},
                               child.strategy,
                               child.participation,
                               child.currency,
                               child.side,
                               child.decision_ns,
                               child.send_ns});
  }
  auto& parent = tables_.parents[there->second];
  if (parent.symbol != child.symbol || parent.side != child.side) {
    return fail(ErrorCode::malformed,
                fmt::format("line {}: order {} of parent {} is of another symbol or side than the "
                            "parent's first; give the tag that names the parent",
                            child.line, printable(child.id), printable(child.parent)));
  }
  parent.decision_ns = std::min(parent.decision_ns, child.decision_ns);
  parent.end_ns = std::max(parent.end_ns, child.send_ns);
  if (const auto last = last_report_ns_.find(child.id); last != last_report_ns_.end()) {
    parent.end_ns = std::max(parent.end_ns, last->second);
  }
  const bool is_first_of_chain = child.replaces.empty() || !child_at_.contains(child.replaces);
  if (is_first_of_chain) {
    quantity_[child.parent] += fixed_quantity(quantity_of_chain(child)).value_or(0);
  }
  return {};
}

// Of a parent that is in the log its own message has the figures.
void Gathering::complete(FixParent& parent) {
  const auto own = child_at_.find(parent.id);
  if (own == child_at_.end() || !is_parent(tables_.children[own->second])) {
    parent.quantity = fmt::format("{}", quantity_of(quantity_[parent.id]));
    ++tables_.counts.parents_made;
    return;
  }
  const auto& order = tables_.children[own->second];
  const auto last = child_at_.find(last_of(order.id, replaced_by_));
  parent.quantity =
      last == child_at_.end() ? order.quantity : tables_.children[last->second].quantity;
  parent.symbol = order.symbol;
  parent.side = order.side;
  parent.decision_ns = order.decision_ns;
  parent.strategy = order.strategy;
  parent.participation = order.participation;
  parent.currency = order.currency;
}

void Gathering::drop() {
  std::unordered_set<std::string> dropped;
  for (const auto& child : tables_.children) {
    if (is_parent(child)) dropped.insert(child.id);
  }
  std::erase_if(tables_.children,
                [&](const FixChild& child) { return dropped.contains(child.id); });
  tables_.counts.parent_reports = std::erase_if(
      tables_.reports, [&](const FixReport& report) { return dropped.contains(report.child); });
}

}  // namespace

Result<void> gather_parents(FixTables& tables, const Names& replaced_by) {
  return Gathering(tables, replaced_by).gather();
}

}  // namespace holdfast
