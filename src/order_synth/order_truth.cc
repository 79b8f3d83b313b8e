#include "order_synth/order_truth.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace holdfast {
namespace {

namespace model = order_model;

std::int64_t e4(double value) { return std::llround(value * 1e4); }

double sum_bps(const std::vector<std::int64_t>& ubps, std::size_t from) {
  std::int64_t sum = 0;
  for (std::size_t at = from; at < ubps.size(); ++at) {
    sum += ubps[at];
  }
  return static_cast<double>(sum) / 1e6;
}

// The smallest place k (from 1) with k / n >= level.
std::size_t place_of(std::size_t n, double level) {
  const double place = std::ceil((level - 1e-12) * static_cast<double>(n));
  return std::clamp(static_cast<std::size_t>(place), std::size_t{1}, n);
}

double quantile_bps(const std::vector<std::int64_t>& sorted, double level) {
  return static_cast<double>(sorted[place_of(sorted.size(), level) - 1]) / 1e6;
}

// The average of what lies beyond `level`; the order on the boundary counts with the part of it
// that does.
double shortfall_bps(const std::vector<std::int64_t>& sorted, double level) {
  const auto n = static_cast<double>(sorted.size());
  const std::size_t place = place_of(sorted.size(), level);
  const double boundary = static_cast<double>(place) - level * n;
  return (boundary * quantile_bps(sorted, level) + sum_bps(sorted, place)) / ((1 - level) * n);
}

template <class Numbers>
void add_to(Numbers& to, const Numbers& from) {
  std::transform(to.begin(), to.end(), from.begin(), to.begin(), std::plus<>());
}

}  // namespace

void OrderTruth::add(const OrderRow& row) {
  ++gaps_[static_cast<std::size_t>(row.gap)];
  if (row.gap != OrderGap::none) {
    return;
  }
  if (!row.is_drifted) {
    ++aligned_;
    aligned_sum_ubps_ += row.aligned.cost.y_ubps();
    return;
  }
  drifted_y_ubps_.push_back(row.drifted.cost.y_ubps());
  aligned_y_ubps_.push_back(row.aligned.cost.y_ubps());
  for (std::size_t channel = 0; channel < channel_ubps_.size(); ++channel) {
    channel_ubps_[channel] +=
        row.drifted.cost.channel_ubps[channel] - row.aligned.cost.channel_ubps[channel];
  }
  for (std::size_t kind = 0; kind < kMediators; ++kind) {
    mediator_e4_[kind] += e4(row.drifted.mediator[kind]) - e4(row.aligned.mediator[kind]);
  }
  ack_e4_ += e4(row.drifted.ack_us) - e4(row.aligned.ack_us);
  jitter_e4_ += e4(row.drifted.jitter_us) - e4(row.aligned.jitter_us);
  fill_e4_ += e4(row.drifted.fill_share) - e4(row.aligned.fill_share);
}

void OrderTruth::merge(const OrderTruth& other) {
  aligned_ += other.aligned_;
  aligned_sum_ubps_ += other.aligned_sum_ubps_;
  add_to(gaps_, other.gaps_);
  add_to(channel_ubps_, other.channel_ubps_);
  add_to(mediator_e4_, other.mediator_e4_);
  ack_e4_ += other.ack_e4_;
  jitter_e4_ += other.jitter_e4_;
  fill_e4_ += other.fill_e4_;
  drifted_y_ubps_.insert(drifted_y_ubps_.end(), other.drifted_y_ubps_.begin(),
                         other.drifted_y_ubps_.end());
  aligned_y_ubps_.insert(aligned_y_ubps_.end(), other.aligned_y_ubps_.begin(),
                         other.aligned_y_ubps_.end());
}

OrderTruthTable OrderTruth::table(const OrderSynthOptions& options) {
  OrderTruthTable made;
  made.gaps = gaps_;
  made.drifted = drifted_y_ubps_.size();
  made.aligned = aligned_;
  made.rows = made.drifted + made.aligned;
  if (made.drifted == 0) {
    return made;
  }
  std::sort(drifted_y_ubps_.begin(), drifted_y_ubps_.end());
  std::sort(aligned_y_ubps_.begin(), aligned_y_ubps_.end());
  const auto n = static_cast<double>(made.drifted);
  const double drifted_mean = sum_bps(drifted_y_ubps_, 0) / n;
  if (aligned_ != 0) {
    made.naive_bps =
        drifted_mean - static_cast<double>(aligned_sum_ubps_) / 1e6 / static_cast<double>(aligned_);
  }
  made.satt_bps = (sum_bps(drifted_y_ubps_, 0) - sum_bps(aligned_y_ubps_, 0)) / n;
  for (std::size_t channel = 0; channel < channel_ubps_.size(); ++channel) {
    made.channel_bps[channel] = static_cast<double>(channel_ubps_[channel]) / 1e6 / n;
    double else_bps = made.channel_bps[channel];
    for (std::size_t kind = 0; kind < kMediators; ++kind) {
      const double part = static_cast<double>(mediator_e4_[kind]) / 1e4 / n *
                          model::kMediator[kind].cost * model::kMediator[kind].share[channel];
      made.component_bps[channel][kind] = part;
      made.component_total_bps[kind] += part;
      else_bps -= part;
    }
    made.component_bps[channel][kMediators] = else_bps;
    made.component_total_bps[kMediators] += else_bps;
  }
  made.expected_satt_bps =
      std::accumulate(made.component_total_bps.begin(), made.component_total_bps.end() - 1, 0.0) +
      options.effect_scale *
          (model::kDirect + model::kTailMean * (options.tail_drifted - options.tail_aligned));
  for (const double level : {0.50, 0.90, 0.95, 0.99}) {
    made.quantile.push_back(
        {level, quantile_bps(drifted_y_ubps_, level), quantile_bps(aligned_y_ubps_, level)});
  }
  made.shortfall = {0.95, shortfall_bps(drifted_y_ubps_, 0.95),
                    shortfall_bps(aligned_y_ubps_, 0.95)};
  made.ack_us = static_cast<double>(ack_e4_) / 1e4 / n;
  made.jitter_us = static_cast<double>(jitter_e4_) / 1e4 / n;
  made.fill_share = static_cast<double>(fill_e4_) / 1e4 / n;
  return made;
}

}  // namespace holdfast
