// Histograms of nanoseconds whose buckets are linear within an octave: below 32 each is 1 ns wide,
// then there are 32 to an octave, so that a bucket's middle is within 1.6 % of what fell into it.
// The last takes all from 2^36 ns on. bpf/programs/packets.bpf.c fills them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace holdfast {

inline constexpr std::size_t kDelayBuckets = 1024;

/// The bucket of a value.
std::size_t bucket_of(std::uint64_t ns);
/// Its middle, in ns.
double middle_of(std::size_t bucket);

/// The smallest bucket's middle below or in which a share of `p` lies (0 < p ≤ 1); nullopt of an
/// empty one.
std::optional<double> quantile_of(const std::vector<std::uint64_t>& counts, double p);

}  // namespace holdfast
