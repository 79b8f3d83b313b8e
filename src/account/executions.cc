#include "account/executions.h"

#include <algorithm>
#include <tuple>

namespace holdfast {
namespace {

class Reading {
 public:
  Reading(std::span<const ExecReport> reports, std::span<const std::int64_t> quantities,
          std::span<const std::uint32_t> venues)
      : reports_(reports), quantities_(quantities), venues_(venues) {
    out_.children.resize(quantities.size());
    out_.counts.reports = reports.size();
  }

  Executions read() {
    drop_duplicates();
    for (const auto row : rows_) take(row);
    acknowledge();
    change_fills();
    place_fills();
    return std::move(out_);
  }

 private:
  void drop_duplicates();
  void take(std::uint32_t row);
  void check_quantity(const ExecReport& report);
  void take_trade(std::uint32_t row);
  void acknowledge();
  void change_fills();
  std::uint32_t fill_of(std::uint32_t reference) const;
  void place_fills();
  bool is_earlier(std::uint32_t a, std::uint32_t b) const {
    const auto key = [this](std::uint32_t row) {
      return std::tuple(reports_[row].venue_ns, reports_[row].id);
    };
    return key(a) < key(b);
  }

  std::span<const ExecReport> reports_;
  std::span<const std::int64_t> quantities_;
  std::span<const std::uint32_t> venues_;
  std::vector<std::uint32_t> rows_;         // that stand
  std::vector<std::uint32_t> row_of_;       // by id
  std::vector<std::uint32_t> fill_at_;      // by id: the place in out_.fills
  std::vector<std::uint32_t> pending_;      // `A`
  std::vector<std::uint32_t> changes_;      // `G` and `H`
  std::vector<std::uint8_t> acknowledges_;  // by venue: it sends `0`
  Executions out_;
};

void Reading::drop_duplicates() {
  std::uint32_t most = 0, most_venue = 0;
  for (const auto& report : reports_) {
    if (report.id != kNoRow) most = std::max(most, report.id + 1);
  }
  for (const auto venue : venues_) most_venue = std::max(most_venue, venue + 1);
  row_of_.assign(most, kNoRow);
  fill_at_.assign(most, kNoRow);
  acknowledges_.assign(most_venue, 0);
  for (std::uint32_t row = 0; row < reports_.size(); ++row) {
    const auto id = reports_[row].id;
    if (id != kNoRow && row_of_[id] != kNoRow) {
      ++out_.counts.duplicates;
      continue;
    }
    if (id != kNoRow) row_of_[id] = row;
    rows_.push_back(row);
  }
}

void Reading::take(std::uint32_t row) {
  const auto& report = reports_[row];
  auto& counts = out_.counts;
  if (report.child == kNoRow) {
    ++counts.orphans;
    return;
  }
  auto& child = out_.children[report.child];
  check_quantity(report);
  switch (report.type) {
    case ExecType::acknowledged:
      acknowledges_[venues_[report.child]] = 1;
      if (child.ack == kNoRow || is_earlier(row, child.ack)) child.ack = row;
      break;
    case ExecType::pending_new: pending_.push_back(row); break;
    case ExecType::trade: take_trade(row); break;
    case ExecType::correction:
    case ExecType::busted: changes_.push_back(row); break;
    case ExecType::canceled: child.is_canceled = true; break;
    case ExecType::replaced: child.is_replaced = true; break;
    case ExecType::rejected: child.is_rejected = true; break;
    case ExecType::expired:
    case ExecType::done_for_day: child.is_expired = true; break;
    case ExecType::status: ++counts.status; break;
    case ExecType::restated: ++counts.restated; break;
    case ExecType::other: ++counts.other; break;
  }
}

// FIX: of an order that is over leaves_qty may be 0 whatever was done.
void Reading::check_quantity(const ExecReport& report) {
  const bool is_open = report.type == ExecType::acknowledged || report.type == ExecType::trade;
  if (!is_open || !report.cumulated || !report.leaves) return;
  const std::int64_t wanted = quantities_[report.child];
  out_.counts.quantity_violations += *report.cumulated + *report.leaves != wanted ? 1U : 0U;
}

void Reading::take_trade(std::uint32_t row) {
  const auto& report = reports_[row];
  if (report.quantity.value_or(0) <= 0 || report.price.value_or(0) <= 0) {
    ++out_.counts.not_fills;
    return;
  }
  if (report.id != kNoRow) fill_at_[report.id] = static_cast<std::uint32_t>(out_.fills.size());
  out_.fills.push_back({report.child, row, *report.quantity, *report.price, report.fee.value_or(0),
                        report.venue_ns, report.liquidity, false});
}

void Reading::acknowledge() {
  for (const auto row : pending_) {
    const auto number = reports_[row].child;
    if (acknowledges_[venues_[number]] != 0) continue;
    auto& child = out_.children[number];
    if (child.ack == kNoRow || is_earlier(row, child.ack)) child.ack = row;
  }
}

// A correction may refer to the fill, or to the correction before it.
std::uint32_t Reading::fill_of(std::uint32_t reference) const {
  for (std::size_t steps = 0; steps <= changes_.size(); ++steps) {
    if (reference == kNoRow || reference >= row_of_.size() || row_of_[reference] == kNoRow) break;
    if (fill_at_[reference] != kNoRow) return fill_at_[reference];
    const auto& report = reports_[row_of_[reference]];
    if (report.type != ExecType::correction) break;
    reference = report.reference;
  }
  return kNoRow;
}

void Reading::change_fills() {
  std::sort(changes_.begin(), changes_.end(),
            [this](std::uint32_t a, std::uint32_t b) { return is_earlier(a, b); });
  for (const auto row : changes_) {
    const auto& report = reports_[row];
    const auto place = fill_of(report.reference);
    const bool is_change = report.quantity.value_or(0) > 0 && report.price.value_or(0) > 0;
    const bool is_bust = report.type == ExecType::busted;
    if (place == kNoRow || (!is_bust && !is_change)) {
      ++out_.counts.unmatched;
      continue;
    }
    auto& fill = out_.fills[place];
    ++(is_bust ? out_.counts.busts : out_.counts.corrections);
    fill.quantity = is_bust ? 0 : *report.quantity;
    if (is_bust) continue;
    fill.price = *report.price;
    fill.fee = report.fee.value_or(fill.fee);
    fill.is_corrected = true;
  }
}

void Reading::place_fills() {
  auto& fills = out_.fills;
  std::erase_if(fills, [](const Fill& fill) { return fill.quantity == 0; });
  std::sort(fills.begin(), fills.end(), [this](const Fill& a, const Fill& b) {
    const auto key = [this](const Fill& fill) {
      return std::tuple(fill.child, fill.venue_ns, reports_[fill.report].id, fill.report);
    };
    return key(a) < key(b);
  });
  out_.counts.fills = fills.size();
  for (std::size_t place = 0; place < fills.size(); ++place) {
    auto& child = out_.children[fills[place].child];
    if (child.fills++ == 0) child.first_fill = place;
  }
}

}  // namespace

ExecType exec_type_of(char code) {
  switch (code) {
    case '0': return ExecType::acknowledged;
    case 'A': return ExecType::pending_new;
    case 'F':
    case '1':
    case '2': return ExecType::trade;
    case 'G': return ExecType::correction;
    case 'H': return ExecType::busted;
    case '3': return ExecType::done_for_day;
    case '4': return ExecType::canceled;
    case '5': return ExecType::replaced;
    case '8': return ExecType::rejected;
    case 'C': return ExecType::expired;
    case 'I': return ExecType::status;
    case 'D': return ExecType::restated;
    default: return ExecType::other;
  }
}

Executions read_executions(std::span<const ExecReport> reports,
                           std::span<const std::int64_t> quantities,
                           std::span<const std::uint32_t> venues) {
  return Reading(reports, quantities, venues).read();
}

}  // namespace holdfast
