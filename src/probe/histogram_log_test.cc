#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <map>
#include <string>

#include "base/text.h"
#include "probe/hdr_encoding.h"
#include "probe/probe_text.h"

namespace holdfast {
namespace {

// A reader of the format, written from its description: base64, zlib, header, zigzag counts.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool at_end() const { return at_ == bytes_.size(); }
  std::uint64_t number(unsigned bytes) {
    std::uint64_t value = 0;
    while (bytes-- > 0) value = value << 8U | next();
    return value;
  }
  std::int64_t zigzag() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = next();
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) break;
    }
    return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
  }
  std::string_view rest() const { return bytes_.substr(at_); }

 private:
  unsigned char next() { return static_cast<unsigned char>(bytes_.at(at_++)); }
  std::string_view bytes_;
  std::size_t at_ = 0;
};

std::string from_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    if (c == '=') break;
    const std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bits = bits << 6U | static_cast<std::uint32_t>(digits.find(c));
    if ((have += 6) < 8) continue;
    have -= 8;
    out += static_cast<char>(bits >> have);
  }
  return out;
}

// Counts by place.
std::map<std::size_t, std::int64_t> counts_of(const std::string& payload) {
  Reader reader(payload);
  EXPECT_EQ(reader.number(4), 0x1c849313U);
  const auto size = reader.number(4);
  EXPECT_EQ(reader.number(4), 0U);
  EXPECT_EQ(reader.number(4), 3U);
  EXPECT_EQ(reader.number(8), 1U);
  EXPECT_EQ(reader.number(8), 3'600'000'000'000U);
  EXPECT_EQ(reader.number(8), 0x3ff0000000000000U);
  EXPECT_EQ(reader.rest().size(), size);
  std::map<std::size_t, std::int64_t> out;
  std::size_t place = 0;
  while (!reader.at_end()) {
    const auto count = reader.zigzag();
    if (count > 0) out[place] = count;
    place += count < 0 ? static_cast<std::size_t>(-count) : 1;
  }
  return out;
}

std::string inflated(std::string_view text) {
  const auto bytes_of_text = from_base64(text);
  Reader reader(bytes_of_text);
  EXPECT_EQ(reader.number(4), 0x1c849314U);
  const auto size = reader.number(4);
  const auto deflated = reader.rest();
  EXPECT_EQ(deflated.size(), size);
  std::string out(1 << 20, '\0');
  uLongf bytes = out.size();
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(out.data()), &bytes,
                       reinterpret_cast<const Bytef*>(deflated.data()), deflated.size()),
            Z_OK);
  out.resize(bytes);
  return out;
}

// Places that HdrHistogram_c has (hdr_histogram.c, counts_index_for) at 1 … an hour, three digits.
TEST(HdrEncoding, HasThePlacesOfHdrHistogram) {
  EXPECT_EQ(hdr_index_of(-1), 0U);
  EXPECT_EQ(hdr_index_of(0), 0U);
  EXPECT_EQ(hdr_index_of(1), 1U);
  EXPECT_EQ(hdr_index_of(2047), 2047U);
  EXPECT_EQ(hdr_index_of(2048), 2048U);
  EXPECT_EQ(hdr_index_of(2049), 2048U);
  EXPECT_EQ(hdr_index_of(4095), 3071U);
  EXPECT_EQ(hdr_index_of(4096), 3072U);
  EXPECT_EQ(hdr_index_of(kHdrMostNs), hdr_index_of(kHdrMostNs + 1));
}

// As the encoders of Java and JavaScript write it; that of C takes -1 for a single 0. Places 0 and
// 2 are 0, 4 … 2047 a run.
TEST(HdrEncoding, IsThatOfTheOtherWriters) {
  const auto payload = hdr_payload({1, 3, 2048, 1});
  EXPECT_EQ(payload.substr(40), std::string("\x00\x04\x00\x02\xf7\x1f\x02", 7));
  EXPECT_EQ(hdr_payload({}).substr(40), std::string(1, '\0'));
}

RC_GTEST_PROP(HdrEncoding, WhatIsReadIsWhatWasRecorded, ()) {
  const auto delays = *rc::gen::container<std::vector<std::int64_t>>(
      rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-10, 5000),
                     rc::gen::inRange<std::int64_t>(0, 2 * kHdrMostNs)));
  std::map<std::size_t, std::int64_t> expected;
  for (const auto ns : delays) ++expected[hdr_index_of(ns)];
  const auto payload = hdr_payload(delays);
  RC_ASSERT(counts_of(payload) == expected);
  RC_ASSERT(inflated(hdr_compressed(delays)) == payload);
}

RC_GTEST_PROP(HdrEncoding, APlaceIsAThousandthWideAtMost, ()) {
  const auto ns = *rc::gen::inRange<std::int64_t>(1, kHdrMostNs);
  RC_ASSERT(hdr_index_of(ns) <= hdr_index_of(ns + 1));
  RC_ASSERT(hdr_index_of(ns + ns / 1000 + 1) > hdr_index_of(ns));
}

TEST(HistogramLog, IsOfFormat13WithATaggedLineForEach) {
  const auto log = histogram_log({{.tag = "af_xdp native, queue 3",
                                   .started_ns = 1'700'000'002'500'000'000,
                                   .seconds = 10,
                                   .delays_ns = {1500, 2'000'000, -3, 7'200'000'000'000}},
                                  {.tag = "spin", .started_ns = 1'700'000'000'000'000'000}});
  std::string_view rest = log;
  std::vector<std::string> lines;
  while (const auto line = next_line(rest)) lines.emplace_back(*line);
  ASSERT_EQ(lines.size(), 9U);
  EXPECT_EQ(lines[0], "#[Logged with holdfast " HOLDFAST_VERSION "]");
  EXPECT_EQ(lines[1], "#[Histogram log format version 1.3]");
  EXPECT_EQ(lines[2], "#[StartTime: 1700000000.000 (seconds since epoch)]");
  EXPECT_EQ(lines[3], "#[BaseTime: 1700000000.000 (seconds since epoch)]");
  EXPECT_EQ(lines[4], "#af_xdp-native--queue-3: 1 negative delays are recorded as 0");
  EXPECT_EQ(lines[5], "#af_xdp-native--queue-3: 1 delays of over an hour are recorded as an hour");
  EXPECT_EQ(lines[6],
            "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
            "\"Interval_Compressed_Histogram\"");
  const std::string begin = "Tag=af_xdp-native--queue-3,2.500,10.000,3600000.000,";
  ASSERT_EQ(lines[7].substr(0, begin.size()), begin);
  EXPECT_EQ(inflated(lines[7].substr(begin.size())), hdr_payload({1500, 2'000'000, 0, kHdrMostNs}));
  EXPECT_EQ(lines[8].substr(0, 31), "Tag=spin,0.000,0.000,0.000,HIST");
}

}  // namespace
}  // namespace holdfast
