#include "tca/cdt_usd.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/printable.h"
#include "stats/sums.h"

namespace holdfast {
namespace {

void add_notional(CdtUsd& out, const Column& column, const AnalysisRows& rows,
                  std::span<const double> treated) {
  NeumaierSum sum;
  for (std::size_t row = 0; row < rows.rows; ++row) {
    if (treated[row] != 1) continue;
    const auto at = rows.file_row[row];
    const double notional = column.numbers[at];
    if (column.is_null_at(at) || !std::isfinite(notional) || notional < 0) {
      ++out.without_notional;
      continue;
    }
    sum.add(notional);
    ++out.rows;
  }
  if (out.rows != 0) out.notional = sum.value();
}

void set_value(CdtUsd& out, const CdtEstimate& headline) {
  const double dollars = *out.notional / 1e4;  // of an effect of one basis point
  out.value = headline.estimate * dollars;
  const auto* deciding = headline.deciding();
  if (deciding == nullptr) return;
  out.low = deciding->low * dollars;
  out.high = deciding->high * dollars;
  out.error = deciding->error * dollars;
}

}  // namespace

std::vector<ColumnGroup> notional_group(const CdtCommand& command) {
  if (command.notional.empty()) return {};
  return {ColumnGroup{command.notional}};
}

CdtUsd drifted_notional(const CdtCommand& command, const Table& table, const AnalysisRows& rows) {
  CdtUsd out{.column = command.notional};
  if (out.column.empty()) {
    out.reason = "no column of notionals was asked for";
    return out;
  }
  const auto* column = table.find(out.column);
  if (column == nullptr) {
    out.reason = fmt::format("the rows have no column \"{}\"", out.column);
    return out;
  }
  add_notional(out, *column, rows, rows.number(command.columns.treatment));
  if (!out.notional) out.reason = fmt::format("no drifted row has a value in \"{}\"", out.column);
  return out;
}

CdtUsd cdt_usd(CdtUsd notional, const CdtEstimates& estimates) {
  if (!notional.notional) return notional;
  const auto headline =
      std::ranges::find(estimates.estimates, estimates.headline, &CdtEstimate::name);
  if (headline == estimates.estimates.end()) {
    notional.reason = "there is no estimate";
  } else {
    set_value(notional, *headline);
  }
  return notional;
}

std::string usd_sentence(const CdtUsd& usd) {
  if (!usd.value) return fmt::format("no sum in USD: {}", printable(usd.reason));
  auto sentence = fmt::format("{:.2f} USD", *usd.value);
  if (usd.low && usd.high) sentence += fmt::format(" [{:.2f}, {:.2f}]", *usd.low, *usd.high);
  sentence += fmt::format(" of {} drifted orders over {:.2f} USD", usd.rows, *usd.notional);
  if (usd.without_notional != 0) {
    sentence += fmt::format("; {} more have no notional", usd.without_notional);
  }
  return sentence;
}

}  // namespace holdfast
