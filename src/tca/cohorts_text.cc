#include <fmt/format.h>

#include <cmath>

#include "base/printable.h"
#include "tca/cohorts_answer.h"
#include "tca/csv_field.h"
#include "tca/sample_text.h"

namespace holdfast {
namespace {

std::string difference_text(const Cohort& cohort) {
  if (!cohort.difference) return "";
  const auto& one = *cohort.difference;
  if (std::isnan(cohort.holm)) return fmt::format("  {}", name_of(one.status));
  return fmt::format("  {:+.3f} [{:.3f}, {:.3f}] p {:.4g}{}", one.estimate, one.low, one.high,
                     cohort.holm, one.status == EstimateStatus::ok ? "" : "  LOW_N");
}

std::string line_of(const CohortsAnswer& answer, const Cohort& one) {
  std::string text =
      fmt::format("  {:<12}{:>7}  {:<8}{:>8}", printable(answer.orders.hosts[one.host]), one.vector,
                  one.is_drifted ? "drifted" : "aligned", one.orders);
  if (one.ack_rtt_us.empty()) {
    text += fmt::format("{:>42}", "nothing acknowledged");
  } else {
    for (const double value : one.ack_rtt_us) text += fmt::format("{:>10.1f}", value);
  }
  text += one.handler_p95_us ? fmt::format("{:>10.1f}", *one.handler_p95_us)
                             : fmt::format("{:>10}", "-");
  text += one.fills.orders == 0 ? fmt::format("{:>8}", "-")
                                : fmt::format("{:>8.3f}", one.fills.filled[1]);
  return text + difference_text(one) + "\n";
}

std::string fills_text(const char* name, const FillTable& fills) {
  if (fills.orders == 0) return "";
  std::string text = fmt::format("  {} ({} orders):", name, fills.orders);
  for (std::size_t i = 0; i < kFillHorizons.size(); ++i) {
    text += fmt::format(" {:.3f} by {:g} s,", fills.filled[i], kFillHorizons[i]);
  }
  return text + fmt::format(" {:.3f} of 5 s unfilled; Kaplan and Meier would say {:.3f} by 5 s\n",
                            fills.mean_unfilled_5s, fills.kaplan_meier.back());
}

}  // namespace

std::string cohorts_text(const CohortsCommand& command, const CohortsAnswer& answer) {
  const auto& orders = answer.orders;
  std::string text =
      fmt::format("{}: {} orders read\n", printable(orders.sources.front().file), orders.read);
  for (std::size_t reason = 0; reason < kCohortDrops; ++reason) {
    if (orders.dropped[reason] == 0) continue;
    text += fmt::format("  {} dropped: {}\n", orders.dropped[reason],
                        name_of(static_cast<CohortDrop>(reason)));
  }
  text += fmt::format(
      "ack RTT and handler in us; share filled by 1 s; {} beyond {:.3f} us against "
      "aligned orders, p by Holm\n",
      command.outcome, answer.threshold);
  text += fmt::format("  {:<12}{:>7}  {:<8}{:>8}{:>10}{:>10}{:>10}{:>10}{:>10}{:>8}\n", "host",
                      "vector", "regime", "orders", "p50", "p95", "p99", "p99.9", "handler95",
                      "filled");
  for (const auto& one : answer.cohorts) text += line_of(answer, one);
  text += "passive orders filled, cancels as a competing risk\n";
  text += fills_text("aligned", answer.aligned) + fills_text("drifted", answer.drifted);
  if (answer.ranks) text += fmt::format("  log rank p {:.4g}\n", answer.ranks->p);
  const auto sentence = sentence_of(answer.status);
  return text + fmt::format("status {}{}{}\n", name_of(answer.status), sentence.empty() ? "" : ": ",
                            sentence);
}

std::string cohorts_csv(const CohortsAnswer& answer) {
  const auto cell = [](double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : std::string();
  };
  std::string text =
      "host,vector,drifted,n,acked,ack_p50_us,ack_p95_us,ack_p99_us,ack_p999_us,handler_p95_us,"
      "passive,filled_0.1s,filled_1s,filled_5s,status,estimate,se,low,high,p,p_holm\n";
  for (const auto& one : answer.cohorts) {
    text += fmt::format("{},{},{},{},{}", csv_field(answer.orders.hosts[one.host]), one.vector,
                        one.is_drifted ? 1 : 0, one.orders, one.acked);
    for (std::size_t i = 0; i < 4; ++i) {
      text += "," + (one.ack_rtt_us.empty() ? "" : cell(one.ack_rtt_us[i]));
    }
    text += "," + cell(one.handler_p95_us.value_or(std::nan(""))) +
            fmt::format(",{}", one.fills.orders);
    for (const double share : one.fills.filled) {
      text += "," + (one.fills.orders == 0 ? "" : cell(share));
    }
    if (!one.difference) {
      text += ",,,,,,,\n";
      continue;
    }
    const auto& found = *one.difference;
    text += fmt::format(",{}", name_of(found.status));
    const bool has_error = !std::isnan(one.holm);
    const bool has_estimate = has_error || found.status == EstimateStatus::no_inference;
    text += "," + (has_estimate ? cell(found.estimate) : "");
    for (const double value : {found.error, found.low, found.high, found.p}) {
      text += "," + (has_error ? cell(value) : "");
    }
    text += "," + cell(one.holm) + "\n";
  }
  return text;
}

}  // namespace holdfast
