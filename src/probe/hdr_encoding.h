// An HdrHistogram of delays, in the V2 encodings that its readers take. Source: HdrHistogram's
// AbstractHistogram.java (fillBufferFromCountsArray, encodeIntoCompressedByteBuffer) and
// ZigZagEncoding.java.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace holdfast {

/// Three significant digits from 1 ns to kHdrMostNs; what is below 0 counts as 0, what is above as
/// kHdrMostNs.
inline constexpr std::int64_t kHdrMostNs = 3'600'000'000'000;  // an hour

/// The place in the counts of such a histogram.
std::size_t hdr_index_of(std::int64_t ns);

/// The payload as it is: a header of 40 bytes, and the counts.
std::string hdr_payload(const std::vector<std::int64_t>& delays_ns);

/// The payload deflated by zlib, behind a header of 8 bytes, in base64.
std::string hdr_compressed(const std::vector<std::int64_t>& delays_ns);

}  // namespace holdfast
