#include "tca/synth_truth.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 3> kChannels = {"impact", "timing", "routing"};
constexpr std::array<const char*, 5> kComponents = {"numa_cross", "cache_miss", "softirq_jitter",
                                                    "causal_drift", "unattributed"};

template <std::size_t n>
Json by_name(const std::array<const char*, n>& names, const std::array<double, n>& values) {
  Json object = Json::object();
  for (std::size_t nth = 0; nth < n; ++nth) {
    object[names[nth]] = values[nth];
  }
  return object;
}

Json levels(const OrderTailTruth& truth) {
  return {{"drifted_bps", truth.drifted_bps},
          {"aligned_bps", truth.aligned_bps},
          {"effect_bps", truth.effect_bps()}};
}

Json options_of(const SynthCommand& command) {
  const OrderSynthOptions& options = command.options;
  return {{"mode", command.mode == SynthMode::raw ? "raw" : "analysis"},
          {"seed", options.seed},
          {"rows", options.rows},
          {"hosts", options.hosts},
          {"sessions", options.sessions},
          {"symbols", options.symbols},
          {"effect_scale", options.effect_scale},
          {"hidden", options.hidden},
          {"logit_slope", options.logit_slope},
          {"tail_aligned", options.tail_aligned},
          {"tail_drifted", options.tail_drifted},
          {"missing", options.missing},
          {"clock_skew_us", options.clock_skew_us},
          {"one_host_always_drifted", options.one_host_always_drifted},
          {"disjoint_symbols", options.disjoint_symbols}};
}

Json sample_of(const OrderTruthTable& truth) {
  const auto lacking = [&truth](OrderGap gap) { return truth.gaps[static_cast<std::size_t>(gap)]; };
  return {{"complete_rows", truth.rows},
          {"drifted", truth.drifted},
          {"aligned", truth.aligned},
          {"rows_without",
           {{"D", lacking(OrderGap::regime)},
            {"spread_bps", lacking(OrderGap::spread)},
            {"vol_bps", lacking(OrderGap::vol)},
            {"y", lacking(OrderGap::cost)}}}};
}

Json effects_of(const OrderTruthTable& truth) {
  Json effects;
  effects["satt_bps"] = truth.satt_bps;
  effects["expected_satt_bps"] = truth.expected_satt_bps;
  effects["channels_bps"] = by_name(kChannels, truth.channel_bps);
  effects["components_bps"] = by_name(kComponents, truth.component_total_bps);
  for (std::size_t channel = 0; channel < kChannels.size(); ++channel) {
    effects["matrix_bps"][kChannels[channel]] = by_name(kComponents, truth.component_bps[channel]);
  }
  for (const OrderTailTruth& quantile : truth.quantile) {
    effects["qtt"][fmt::format("p{:.0f}", 100 * quantile.level)] = levels(quantile);
  }
  effects["es95"] = levels(truth.shortfall);
  effects["ack_us"] = truth.ack_us;
  effects["jitter_us"] = truth.jitter_us;
  effects["fill_share"] = truth.fill_share;
  return effects;
}

}  // namespace

std::string truth_json(const SynthCommand& command, const OrderTruthTable& truth) {
  Json json;
  json["schema_version"] = 1;
  json["options"] = options_of(command);
  json["sample"] = sample_of(truth);
  json["effect_on_the_drifted"] = truth.drifted == 0 ? Json(nullptr) : effects_of(truth);
  json["naive_difference_bps"] =
      truth.drifted == 0 || truth.aligned == 0 ? Json(nullptr) : Json(truth.naive_bps);
  return json.dump(2) + "\n";
}

}  // namespace holdfast
