#include "account/order_accounts.h"

#include <algorithm>

namespace holdfast {
namespace {

// Nobody fills so much; a sum that stops here is told as one that is too large.
constexpr std::int64_t kMostFilled = INT64_MAX;

void add_up_to_most(std::int64_t& sum, std::int64_t term) {
  if (__builtin_add_overflow(sum, term, &sum)) sum = kMostFilled;
}

class Accounting {
 public:
  Accounting(std::span<const ParentOrder> parents, std::span<const ChildOrder> children,
             std::span<const ExecReport> reports, const Executions& executions,
             const QuoteIndex& quotes)
      : parents_(parents),
        children_(children),
        reports_(reports),
        executions_(executions),
        quotes_(quotes) {
    out_.parents.resize(parents.size());
    out_.children.resize(children.size());
  }

  OrderAccounts account() {
    for (std::size_t row = 0; row < parents_.size(); ++row) begin_parent(row);
    for (std::size_t row = 0; row < children_.size(); ++row) add_child(row);
    for (std::size_t row = 0; row < parents_.size(); ++row) end_parent(row);
    return std::move(out_);
  }

 private:
  void begin_parent(std::size_t row);
  void add_child(std::size_t row);
  void set_ack(std::size_t row, ChildAccount& account);
  void set_mids(const ChildOrder& child, ChildAccount& account);
  void add_fills(std::size_t row, ChildAccount& account);
  void set_information(const ChildOrder& child, ChildAccount& account) const;
  void set_queue(const ChildOrder& child, ChildAccount& account) const;
  std::int64_t reference_of(const Fill& fill) const;
  void end_parent(std::size_t row);
  const ParentOrder& parent_of(const ChildOrder& child) const { return parents_[child.parent]; }

  std::span<const ParentOrder> parents_;
  std::span<const ChildOrder> children_;
  std::span<const ExecReport> reports_;
  const Executions& executions_;
  const QuoteIndex& quotes_;
  std::uint32_t ack_quote_ = kNoRow;  // of the child at hand
  OrderAccounts out_;
};

void Accounting::begin_parent(std::size_t row) {
  const auto& parent = parents_[row];
  auto& account = out_.parents[row];
  account.twice_benchmark = quotes_.twice_mid(quotes_.at(parent.symbol, parent.decision_ns));
  account.twice_end = quotes_.twice_mid(quotes_.at(parent.symbol, parent.end_ns));
  account.base.add_half(account.twice_benchmark, parent.quantity);
}

void Accounting::add_child(std::size_t row) {
  const auto& child = children_[row];
  if (child.parent == kNoRow) return;
  auto& account = out_.children[row];
  set_ack(row, account);
  set_mids(child, account);
  set_information(child, account);
  set_queue(child, account);
  add_fills(row, account);
}

// A missing acknowledgement is taken to have come when the order was sent; so is one that came
// before it, which cannot be.
void Accounting::set_ack(std::size_t row, ChildAccount& account) {
  const auto send_ns = children_[row].send_ns;
  const auto ack = executions_.children[row].ack;
  account.has_ack = ack != kNoRow;
  account.ack_ns = account.has_ack ? reports_[ack].venue_ns : 0;
  out_.without_ack += account.has_ack ? 0 : 1;
  if (account.ack_ns == 0) {
    account.ack_ns = send_ns;
  } else if (account.ack_ns < send_ns) {
    account.ack_ns = send_ns;
    account.is_clamped = true;
    ++out_.clamped;
  }
}

void Accounting::set_mids(const ChildOrder& child, ChildAccount& account) {
  const auto symbol = parent_of(child).symbol;
  const auto benchmark = out_.parents[child.parent].twice_benchmark;
  ack_quote_ = quotes_.at(symbol, account.ack_ns);
  account.twice_decision_mid = quotes_.twice_mid(quotes_.at(symbol, child.decision_ns));
  account.is_decision_mid_missing = account.twice_decision_mid == 0;
  if (account.is_decision_mid_missing) account.twice_decision_mid = benchmark;
  account.twice_ack_mid = quotes_.twice_mid(ack_quote_);
  account.is_ack_mid_missing = account.twice_ack_mid == 0;
  if (account.is_ack_mid_missing) account.twice_ack_mid = account.twice_decision_mid;
  out_.decision_mids_missing += account.is_decision_mid_missing ? 1 : 0;
  out_.ack_mids_missing += account.is_ack_mid_missing ? 1 : 0;
}

// The opposite touch when the acknowledgement came, for what took liquidity; without a quote then,
// and for what gave it, the price itself.
std::int64_t Accounting::reference_of(const Fill& fill) const {
  if (fill.liquidity != Liquidity::removed || ack_quote_ == kNoRow) return fill.price;
  const bool is_buy = parent_of(children_[fill.child]).side > 0;
  const auto& columns = quotes_.columns();
  return *fixed_price(is_buy ? columns.ask_px[ack_quote_] : columns.bid_px[ack_quote_]);
}

void Accounting::add_fills(std::size_t row, ChildAccount& account) {
  const auto& child = children_[row];
  auto& parent = out_.parents[child.parent];
  const auto side = parent_of(child).side;
  const auto& executions = executions_.children[row];
  ++parent.children;
  parent.fills += static_cast<std::uint32_t>(executions.fills);
  const std::int64_t benchmark = parent.twice_benchmark;
  for (std::size_t nth = 0; nth < executions.fills; ++nth) {
    const auto& fill = executions_.fills[executions.first_fill + nth];
    add_up_to_most(account.filled, fill.quantity);
    if (benchmark == 0) continue;
    const std::int64_t reference = reference_of(fill);
    const std::int64_t signed_quantity = side * fill.quantity;
    auto& cost = account.cost;
    cost.schedule.add_half(account.twice_decision_mid - benchmark, signed_quantity);
    cost.latency.add_half(account.twice_ack_mid - account.twice_decision_mid, signed_quantity);
    cost.impact.add_half(2 * reference - account.twice_ack_mid, signed_quantity);
    cost.routing_price.add_half(2 * (fill.price - reference), signed_quantity);
    cost.fees.add_amount(fill.fee);
    account.base.add_half(benchmark, fill.quantity);
    parent.shortfall.add_half(2 * fill.price - benchmark, signed_quantity);
    parent.shortfall.add_amount(fill.fee);
  }
  add_up_to_most(parent.filled, account.filled);
  parent.cost += account.cost;
}

void Accounting::set_information(const ChildOrder& child, ChildAccount& account) const {
  if (child.decision_ns != 0 && child.md_ingest_ns != 0) {
    account.ingest_age_ns = child.decision_ns - child.md_ingest_ns;
  }
  if (child.md_exch_ns == 0) return;
  if (child.decision_ns != 0) account.age_ns = child.decision_ns - child.md_exch_ns;
  const auto& parent = parent_of(child);
  if (parent.symbol == kNoRow || account.ack_ns == 0) return;
  account.missed_quotes = quotes_.count_in(parent.symbol, child.md_exch_ns, account.ack_ns);
  const auto before = quotes_.twice_mid(quotes_.at(parent.symbol, child.md_exch_ns));
  const auto after = quotes_.twice_mid(ack_quote_);
  if (before == 0 || after == 0) return;
  account.missed_move_bps =
      1e4 * static_cast<double>(parent.side * (after - before)) / static_cast<double>(before);
}

void Accounting::set_queue(const ChildOrder& child, ChildAccount& account) const {
  if (!child.is_passive || ack_quote_ == kNoRow) return;
  const auto& parent = parent_of(child);
  const auto& columns = quotes_.columns();
  const auto prices = parent.side > 0 ? columns.bid_px : columns.ask_px;
  const auto sizes = parent.side > 0 ? columns.bid_sz : columns.ask_sz;
  account.queue_at_ack = sizes[ack_quote_];
  const auto at_decision = quotes_.at(parent.symbol, child.decision_ns);
  const auto is_at_limit = [&](std::uint32_t quote) {
    return quote != kNoRow && child.limit && fixed_price(prices[quote]) == child.limit;
  };
  if (is_at_limit(ack_quote_) && is_at_limit(at_decision)) {
    account.queue_growth = sizes[ack_quote_] - sizes[at_decision];
  }
}

void Accounting::end_parent(std::size_t row) {
  const auto& parent = parents_[row];
  auto& account = out_.parents[row];
  if (account.twice_benchmark == 0) {
    account.status = ParentStatus::no_benchmark;
    return;
  }
  const std::int64_t left = parent.quantity - account.filled;
  if (left != 0 && account.twice_end == 0) {
    account.status = ParentStatus::no_end_price;
    return;
  }
  if (left != 0) {
    const std::int64_t move = account.twice_end - account.twice_benchmark;
    account.cost.opportunity.add_half(move, parent.side * left);
    account.shortfall.add_half(move, parent.side * left);
  }
  if (account.filled == kMostFilled || account.shortfall.is_overflown() ||
      account.cost.total().is_overflown()) {
    account.status = ParentStatus::too_large;
  }
}

}  // namespace

CostParts& CostParts::operator+=(const CostParts& other) {
  schedule += other.schedule;
  latency += other.latency;
  impact += other.impact;
  routing_price += other.routing_price;
  fees += other.fees;
  opportunity += other.opportunity;
  return *this;
}

const char* name_of(ParentStatus status) {
  switch (status) {
    case ParentStatus::ok: return "OK";
    case ParentStatus::no_benchmark: return "NO_BENCHMARK";
    case ParentStatus::no_end_price: return "NO_END_PRICE";
    case ParentStatus::too_large: break;
  }
  return "TOO_LARGE";
}

OrderAccounts account_orders(std::span<const ParentOrder> parents,
                             std::span<const ChildOrder> children,
                             std::span<const ExecReport> reports, const Executions& executions,
                             const QuoteIndex& quotes) {
  return Accounting(parents, children, reports, executions, quotes).account();
}

}  // namespace holdfast
