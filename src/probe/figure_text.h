// How the probe's figures are written for people: delays, counts, shares, names of percentiles.
#pragma once

#include <cstdint>
#include <string>

namespace holdfast {

/// Three digits with a unit: "850 ns", "1.70 µs", "12.3 µs", "4.56 ms", "2.00 s".
std::string delay_text(double ns);
/// The same in µs, without the unit: "0.85", "1.70", "12.3", "4,560".
std::string microseconds_text(double ns);
/// Of a round figure: "2 µs", "500 ns".
std::string tick_text(double ns);
/// "1,234,567".
std::string count_text(std::uint64_t count);
/// Packets per second: "2,000", "0.5".
std::string rate_text(double rate);
/// Of a share of 1: "0 %", "under 0.01 %", "0.12 %", "12 %".
std::string share_text(double share);
/// "P50", "P99.9"; "max" for 1.
std::string percentile_name(double p);

}  // namespace holdfast
