#include <nlohmann/json.hpp>

#include "tca/answer_json.h"
#include "tca/sample_json.h"
#include "tca/tail_answer.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json quantile_of(const IwQte& one) {
  const bool has_error = one.status == EstimateStatus::ok;
  const auto or_null = [&](double value) { return has_error ? Json(value) : Json(); };
  return {{"tau", one.tau},
          {"treated", one.treated},
          {"control", one.control},
          {"effect", one.effect},
          {"status", name_of(one.status)},
          {"low", or_null(one.low)},
          {"high", or_null(one.high)},
          {"degrees", or_null(one.degrees)},
          {"cdf_error_treated", or_null(one.cdf_error_treated)},
          {"cdf_error_control", or_null(one.cdf_error_control)},
          {"correlation", or_null(one.correlation)},
          {"delta_error", or_null(one.delta_error)}};
}

Json stop_loss_of(const StopLossEffect& one) {
  const auto& effect = one.effect;
  const bool has_error = effect.status == EstimateStatus::ok;
  const auto or_null = [&](double value) { return has_error ? Json(value) : Json(); };
  return {{"tau", one.tau},
          {"threshold", one.threshold},
          {"effect", effect.estimate},
          {"status", name_of(effect.status)},
          {"error", or_null(effect.error)},
          {"degrees", or_null(effect.degrees)},
          {"p", or_null(effect.p)},
          {"low", or_null(effect.low)},
          {"high", or_null(effect.high)}};
}

Json model_of(const QuantileModel& model) {
  Json fits = Json::array();
  for (const auto& fit : model.fits) {
    Json coefficients = Json::object();
    for (std::size_t j = 0; j < fit.coefficients.size(); ++j) {
      coefficients[model.names[j]] = fit.coefficients[j];
    }
    fits.push_back({{"tau", fit.tau},
                    {"effect", fit.coefficients[1]},
                    {"coefficients", coefficients},
                    {"objective", fit.objective},
                    {"unique", fit.unique}});
  }
  return {{"reason", model.reason.empty() ? Json() : Json(model.reason)}, {"fits", fits}};
}

}  // namespace

Json tail_value(const TailAnswer& answer) {
  Json quantiles = Json::array(), stop_losses = Json::array(), matched = Json::array();
  for (const auto& [quantile, stop_loss] : answer.effects) {
    quantiles.push_back(quantile_of(quantile));
    stop_losses.push_back(stop_loss_of(stop_loss));
  }
  for (const auto& one : answer.matched) {
    matched.push_back({{"tau", one.tau},
                       {"quantile", one.quantile},
                       {"expected_shortfall", one.expected_shortfall}});
  }
  return {{"status", name_of(answer.status)},
          {"model", answer.model.empty() ? Json() : Json(answer.model)},
          {"negative_mass", answer.negative_mass},
          {"pruned_hard", answer.is_pruned_hard},
          {"rows", answer.rows},
          {"clusters", answer.clusters},
          {"iw_qte", quantiles},
          {"tcdt", stop_losses},
          {"matched", matched},
          {"quantile_regression",
           {{"plain", answer.plain ? model_of(*answer.plain) : Json()},
            {"canay", answer.canay ? model_of(*answer.canay) : Json()}}}};
}

std::string tail_json(const CdtCommand& command, const TailAnswer& answer) {
  Json out = sample_json(command, answer.source, answer.flow, answer.cuts);
  out.update(tail_value(answer));
  return json_text(out);
}

}  // namespace holdfast
