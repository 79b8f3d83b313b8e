// The regime of a host at any time, for the orders that it decided (TCA §4).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "telemetry/host_window.h"

namespace holdfast {

enum class RegimeReason : std::uint8_t {
  ok,       // there is a regime
  warn,     // VAM is between the thresholds
  washout,  // the regime or a vector's CPUs changed just before: the event study's
  stale,    // more than two windows in a row are not there or have no VAM
  none,     // no window has ended yet
};
std::string_view name_of(RegimeReason reason);  // "OK", "WARN", "WASHOUT", "STALE", "NO_TELEMETRY"

struct RegimeAt {
  RegimeReason reason = RegimeReason::none;
  std::optional<bool> is_drifted;      // D; nothing unless the reason is ok
  const HostWindow* window = nullptr;  // the last that had ended
};

class HostRegimes {
 public:
  HostRegimes() = default;
  /// `windows` are labelled, in order of time; `changes`: when vectors' CPUs changed, in any order.
  HostRegimes(std::vector<HostWindow> windows, std::vector<std::int64_t> changes,
              std::int64_t washout_ns);

  RegimeAt at(std::int64_t at_ns) const;
  const std::vector<HostWindow>& windows() const { return windows_; }

 private:
  std::vector<HostWindow> windows_;
  std::vector<std::uint32_t> without_vam_;  // by window: so many in a row up to it
  std::vector<std::int64_t> changes_;
  std::int64_t period_ns_ = 0;  // the median window's length
  std::int64_t washout_ns_ = 0;
};

}  // namespace holdfast
