// Why a transition was made, as one sentence with its figures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/regime.h"

namespace holdfast {

/// Of one window; finite.
struct Figures {
  std::optional<double> vam, jitter;
};

/// "VAM 0.25 ≥ 0.15 in 3 windows; jitter 1.31 ≥ 1.25". `jitter`: absent when it does not matter.
std::string evidence_above(const Figures& figures, double vam, std::optional<double> jitter,
                           std::uint32_t windows);
/// "VAM 0.02 < 0.04 in 6 windows; jitter 1.02 < 1.1"
std::string evidence_below(const Figures& figures, double vam, double jitter,
                           std::uint32_t windows);
/// `evidence`, and "DRIFTED again 2 times within 1800 s of a repair".
std::string evidence_of_reentries(const std::string& evidence, std::uint32_t times, double seconds);
std::string evidence_of_yield(const Figures& figures);
std::string evidence_of_release(const Figures& figures);
std::string evidence_of_restoration(const Figures& figures, const RegimeSettings& settings,
                                    std::uint32_t windows);

}  // namespace holdfast
