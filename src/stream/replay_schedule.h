// ReplaySchedule: when each packet of a recording is due, as it is sent again. Pure.
#pragma once

#include <cstdint>
#include <optional>

namespace holdfast {

class ReplaySchedule {
 public:
  /// Times as fast as it was recorded, above 0; nullopt: all is due at once.
  /// `max_gap_ns`: what is due later than so long after the one before it is due then.
  explicit ReplaySchedule(std::optional<double> speed,
                          std::optional<std::int64_t> max_gap_ns = std::nullopt)
      : speed_(speed), max_gap_ns_(max_gap_ns) {}

  /// In ns since the first one, which is due at 0. `stamp_ns` is of any clock that went evenly;
  /// where it went back, or is 0 (a capture that does not say), the packet is due with the one
  /// before it. Never more than kMostNs.
  std::int64_t due_ns(std::int64_t stamp_ns);

  /// The recording begins anew: its first packet is due with the last one before.
  void begin_again() { last_stamp_ns_.reset(); }

  /// How often a stamp was before the one before it.
  std::uint64_t backwards() const { return backwards_; }
  bool is_max() const { return !speed_; }
  /// By how much silences were shortened, together.
  std::int64_t shortened_ns() const { return static_cast<std::int64_t>(shortened_); }

  static constexpr std::int64_t kMostNs = std::int64_t{1} << 61U;  // 73 years

 private:
  std::optional<double> speed_;
  std::optional<std::int64_t> last_stamp_ns_;  // the largest one
  std::optional<std::int64_t> max_gap_ns_;
  double shortened_ = 0;  // ns
  double due_ = 0;        // ns; a fraction of them adds up, too
  std::uint64_t backwards_ = 0;
};

}  // namespace holdfast
