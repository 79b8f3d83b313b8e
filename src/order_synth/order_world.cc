#include "order_synth/order_world.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "order_synth/order_model.h"
#include "order_synth/order_names.h"

namespace holdfast {
namespace {

namespace model = order_model;

constexpr std::uint64_t kChildrenPerParent = 4;

// Where in its session a bucket lies: -1 is the first, 1 the last.
double place_of(std::uint32_t bucket) { return 2.0 * bucket / (kOrderBuckets - 1) - 1.0; }

// More is traded at the open and the close.
double volume_of(std::uint32_t bucket) { return 0.7 + 0.6 * place_of(bucket) * place_of(bucket); }

}  // namespace

OrderWorld::OrderWorld(const OrderSynthOptions& options) : options_(options) {
  make_hosts();
  make_symbols();
  make_buckets();
  make_drift();
}

void OrderWorld::make_hosts() {
  for (std::uint64_t host = 0; host < options_.hosts; ++host) {
    RowDraws draws(stream(OrderStream::host), host);
    OrderHost made;
    made.drift_logit = model::kHostDrift * draws.normal();
    made.cost_bps = model::kHostOfDrift * made.drift_logit + model::kHostNoise * draws.normal();
    made.clock_offset_us = options_.clock_skew_us * draws.normal();
    hosts_.push_back(made);
  }
}

void OrderWorld::make_symbols() {
  double total = 0;
  for (std::uint64_t symbol = 0; symbol < options_.symbols; ++symbol) {
    RowDraws draws(stream(OrderStream::symbol), symbol);
    OrderSymbol made;
    made.price = std::round(100 * std::exp(4.4 + 0.6 * draws.normal())) / 100;
    const double size = draws.normal();
    made.log_adv = 18 + 1.1 * size;
    made.log_spread = std::log(model::kSpreadMedian) - 0.25 * size + 0.2 * draws.normal();
    made.log_vol = std::log(model::kVolMedian) - 0.10 * size + 0.2 * draws.normal();
    made.cost_bps = model::kSymbolNoise * draws.normal();
    total += std::exp(0.4 * size);
    made.share_up_to = total;
    symbols_.push_back(made);
  }
  for (OrderSymbol& symbol : symbols_) {
    symbol.share_up_to /= total;
  }
}

void OrderWorld::make_buckets() {
  double session_volume = 0;
  for (std::uint32_t bucket = 0; bucket < kOrderBuckets; ++bucket) {
    session_volume += volume_of(bucket);
  }
  double path = 0, volume = 0;
  std::uint64_t row = 0, parent = 0;
  for (std::uint32_t session = 0; session < options_.sessions; ++session) {
    session_names_.push_back(order_session_name(session));
    for (std::uint32_t bucket = 0; bucket < kOrderBuckets; ++bucket) {
      RowDraws draws(stream(OrderStream::state), std::uint64_t{session} * kOrderBuckets + bucket);
      const double step = draws.normal(), noise = draws.normal(), place = place_of(bucket);
      const double memory = bucket == 0 ? 0.0 : model::kStateMemory;
      path = memory * path + std::sqrt(1 - memory * memory) * step;  // of variance 1 everywhere
      volume += volume_of(bucket);
      OrderBucket made{
          .session = session, .bucket = bucket, .first_row = row, .first_parent = parent};
      made.state = model::kStatePath * path + model::kStateNoise * noise +
                   model::kStateSmile * (place * place - model::kStateSmileMean);
      const bool is_last = session + 1 == options_.sessions && bucket + 1 == kOrderBuckets;
      const double share = volume / (session_volume * options_.sessions);
      row = is_last
                ? options_.rows
                : std::min(options_.rows,
                           static_cast<std::uint64_t>(static_cast<double>(options_.rows) * share));
      made.end_row = row;
      made.parents = (row - made.first_row + kChildrenPerParent - 1) / kChildrenPerParent;
      parent += made.parents;
      buckets_.push_back(made);
    }
  }
}

void OrderWorld::make_drift() {
  drift_.reserve(std::size_t{options_.hosts} * buckets_.size());
  for (std::uint32_t host = 0; host < options_.hosts; ++host) {
    for (const OrderBucket& bucket : buckets_) {
      const std::uint64_t row = (std::uint64_t{host} << 32) +
                                std::uint64_t{bucket.session} * kOrderBuckets + bucket.bucket;
      RowDraws draws(stream(OrderStream::drift), row);
      const double kept = draws.uniform(), drawn = draws.uniform();
      if (host == 0 && options_.one_host_always_drifted) {
        drift_.push_back(1);
      } else if (bucket.bucket != 0 && kept < model::kDriftKept) {
        drift_.push_back(drift_.back());
      } else {
        const double logit =
            model::kDriftIntercept + options_.logit_slope * bucket.state + hosts_[host].drift_logit;
        drift_.push_back(drawn < 1 / (1 + std::exp(-logit)) ? 1 : 0);
      }
    }
  }
}

const OrderBucket& OrderWorld::bucket_of(std::uint64_t row) const {
  HOLDFAST_CHECK(row < options_.rows);
  return *std::upper_bound(
      buckets_.begin(), buckets_.end(), row,
      [](std::uint64_t wanted, const OrderBucket& bucket) { return wanted < bucket.end_row; });
}

bool OrderWorld::is_drifted(std::uint32_t host, std::uint32_t session, std::uint32_t bucket) const {
  return drift_[std::size_t{host} * buckets_.size() + std::size_t{session} * kOrderBuckets +
                bucket] != 0;
}

std::uint32_t OrderWorld::symbol_at(double share) const {
  const auto found = std::lower_bound(
      symbols_.begin(), symbols_.end() - 1, share,
      [](const OrderSymbol& symbol, double wanted) { return symbol.share_up_to < wanted; });
  return static_cast<std::uint32_t>(found - symbols_.begin());
}

}  // namespace holdfast
