#include "telemetry/host_regimes.h"

#include <algorithm>

namespace holdfast {
namespace {

constexpr std::int64_t kMostStale = 2;  // windows

std::int64_t median_length(const std::vector<HostWindow>& windows) {
  std::vector<std::int64_t> lengths;
  for (const auto& window : windows) lengths.push_back(window.end_ns - window.begin_ns);
  std::ranges::sort(lengths);
  return lengths.empty() ? 0 : std::max<std::int64_t>(lengths[lengths.size() / 2], 1);
}

}  // namespace

std::string_view name_of(RegimeReason reason) {
  switch (reason) {
    case RegimeReason::ok: return "OK";
    case RegimeReason::warn: return "WARN";
    case RegimeReason::washout: return "WASHOUT";
    case RegimeReason::stale: return "STALE";
    case RegimeReason::none: break;
  }
  return "NO_TELEMETRY";
}

HostRegimes::HostRegimes(std::vector<HostWindow> windows, std::vector<std::int64_t> changes,
                         std::int64_t washout_ns)
    : windows_(std::move(windows)),
      changes_(std::move(changes)),
      period_ns_(median_length(windows_)),
      washout_ns_(washout_ns) {
  std::uint32_t without = 0;
  for (const auto& window : windows_) {
    without = window.regime == IdentificationRegime::unknown ? without + 1 : 0;
    without_vam_.push_back(without);
    if (window.is_changed) changes_.push_back(window.end_ns);
  }
  std::ranges::sort(changes_);
}

RegimeAt HostRegimes::at(std::int64_t at_ns) const {
  RegimeAt out;
  const auto after = std::ranges::upper_bound(windows_, at_ns, {}, &HostWindow::end_ns);
  if (after == windows_.begin()) return out;
  const auto nth = static_cast<std::size_t>(after - windows_.begin()) - 1;
  out.window = &windows_[nth];
  // A window may end a little late; only what is a whole one is missing.
  const std::int64_t missing =
      std::max<std::int64_t>((at_ns - out.window->end_ns - 1) / period_ns_, 0);
  const auto change = std::ranges::upper_bound(changes_, at_ns);
  if (missing + without_vam_[nth] > kMostStale) {
    out.reason = RegimeReason::stale;
  } else if (change != changes_.begin() && at_ns - *std::prev(change) < washout_ns_) {
    out.reason = RegimeReason::washout;
  } else if (out.window->regime == IdentificationRegime::warn) {
    out.reason = RegimeReason::warn;
  } else {
    out.reason = RegimeReason::ok;
    out.is_drifted = out.window->is_drifted;
  }
  return out;
}

}  // namespace holdfast
