#include <fmt/format.h>

#include "tca/csv_field.h"
#include "tca/report_answer.h"

namespace holdfast {
namespace {

std::string or_empty(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

std::string balance_csv(const CdtEstimates& estimates) {
  std::string text =
      "covariate,smd_before,smd_after,variance_ratio_before,variance_ratio_after,ks_before,ks_"
      "after\n";
  for (const auto& [column, row] : estimates.balance) {
    text += fmt::format("{},{},{},{},{},{},{}\n", csv_field(column), or_empty(row.before.smd),
                        or_empty(row.after.smd), or_empty(row.before.variance_ratio),
                        or_empty(row.after.variance_ratio), row.before.ks, row.after.ks);
  }
  return text;
}

std::string tail_csv(const TailAnswer& tail) {
  std::string text =
      "tau,aligned,drifted,effect,low,high,threshold,stop_loss,stop_loss_error,matched\n";
  for (std::size_t i = 0; i < tail.effects.size(); ++i) {
    const auto& [one, stop_loss] = tail.effects[i];
    const bool has_limits = one.status == EstimateStatus::ok;
    const auto& loss = stop_loss.effect;
    text += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", one.tau, one.control, one.treated,
                        one.effect, has_limits ? fmt::format("{}", one.low) : "",
                        has_limits ? fmt::format("{}", one.high) : "", stop_loss.threshold,
                        loss.estimate,
                        loss.status == EstimateStatus::ok ? fmt::format("{}", loss.error) : "",
                        i < tail.matched.size() ? fmt::format("{}", tail.matched[i].quantile) : "");
  }
  return text;
}

void add_row(std::string& text, const CdtCommand& command, const std::string& channel,
             const GelbachRow& row) {
  for (std::size_t i = 0; i < row.parts.size(); ++i) {
    const auto& name = i < command.mediators.size() ? command.mediators[i] : "unattributed";
    text += fmt::format("{},{},{},{},{}\n", csv_field(channel), csv_field(name), row.parts[i].value,
                        row.parts[i].error, row.parts[i].separable);
  }
  text += fmt::format("{},all,{},{},\n", csv_field(channel), row.total.value, row.total.error);
}

std::string parts_csv(const CdtCommand& command, const DecomposeAnswer& parts) {
  std::string text = "channel,mediator,value,error,separable\n";
  for (std::size_t i = 0; i < parts.parts.rows.size(); ++i) {
    add_row(text, command, command.channels[i], parts.parts.rows[i]);
  }
  if (!parts.parts.rows.empty()) add_row(text, command, "all", parts.parts.sum);
  return text;
}

}  // namespace

std::vector<ReportTable> report_tables(const CdtCommand& command, const ReportAnswer& answer) {
  std::vector<ReportTable> tables{{"estimates.csv", cdt_csv(answer.cdt)},
                                  {"balance.csv", balance_csv(answer.cdt.estimates)},
                                  {"tail.csv", tail_csv(answer.tail)},
                                  {"cells.csv", cells_csv(answer.cells)}};
  if (answer.parts) tables.push_back({"decomposition.csv", parts_csv(command, *answer.parts)});
  return tables;
}

}  // namespace holdfast
