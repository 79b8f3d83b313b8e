// What the orders of one seed have in common: hosts, symbols, the market's state and the regime of
// every host's bucket, and which rows belong to which bucket. Small however many rows there are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "order_synth/order_synth_options.h"
#include "stats/philox.h"

namespace holdfast {

/// Streams of draws: one for each kind of thing.
enum class OrderStream : std::uint32_t {
  host = 1,
  symbol,
  state,
  drift,
  parent,
  child,
  raw,
  price
};

struct OrderHost {
  double drift_logit = 0;      // u_h
  double cost_bps = 0;         // of all its orders, goes with u_h
  double clock_offset_us = 0;  // its clock minus the true time
};

struct OrderSymbol {
  double price = 0;  // in whole cents
  double log_adv = 0, log_spread = 0, log_vol = 0;
  double cost_bps = 0;
  double share_up_to = 0;  // of the orders: its own and those of the symbols before it
};

/// The rows [first_row, end_row) of one session's bucket, and its parents from first_parent on: row
/// first_row + j belongs to parent first_parent + j % parents, so that a parent's children are
/// spread over the bucket.
struct OrderBucket {
  std::uint32_t session = 0, bucket = 0;
  double state = 0;  // z
  std::uint64_t first_row = 0, end_row = 0;
  std::uint64_t first_parent = 0, parents = 0;
};

class OrderWorld {
 public:
  /// `options` are checked.
  explicit OrderWorld(const OrderSynthOptions& options);

  const OrderSynthOptions& options() const { return options_; }
  const std::vector<OrderHost>& hosts() const { return hosts_; }
  const std::vector<OrderSymbol>& symbols() const { return symbols_; }
  /// By session, then bucket.
  const std::vector<OrderBucket>& buckets() const { return buckets_; }

  const OrderBucket& bucket_of(std::uint64_t row) const;
  bool is_drifted(std::uint32_t host, std::uint32_t session, std::uint32_t bucket) const;
  DrawStream stream(OrderStream of) const {
    return {options_.seed, static_cast<std::uint32_t>(of)};
  }
  /// order_session_name, kept.
  const std::string& session_name(std::uint32_t session) const { return session_names_[session]; }
  /// Whom an order trades: share of all orders in (0, 1).
  std::uint32_t symbol_at(double share) const;

 private:
  void make_hosts();
  void make_symbols();
  void make_buckets();
  void make_drift();

  OrderSynthOptions options_;
  std::vector<OrderHost> hosts_;
  std::vector<OrderSymbol> symbols_;
  std::vector<OrderBucket> buckets_;
  std::vector<std::string> session_names_;
  std::vector<std::uint8_t> drift_;  // by host, session, bucket
};

}  // namespace holdfast
