#include "store/store_test_fixture.h"

namespace holdfast {
namespace {

using StoreTelemetryTest = StoreTest;

TEST_F(StoreTelemetryTest, EveryFrameIsReadOnceInTheOrderOfTimeAlthoughThereAreMany) {
  auto store = open();
  for (std::int64_t nth = 0; nth < 300; ++nth) {
    auto frame = frame_at(kStartNs + nth * kSecondNs);
    frame.vam_effective = static_cast<double>(nth) / 300;
    frame.active_vectors = 4;
    store.append(frame);
  }
  ASSERT_TRUE(store.flush(kStartNs + 300 * kSecondNs));
  std::vector<std::int64_t> times;
  double vam = 0;
  const auto done = reader().for_each_frame([&](const std::string& host, const MetricFrame& frame) {
    EXPECT_FALSE(host.empty());
    times.push_back(frame.at_ns);
    vam += frame.vam_effective.value();
  });
  ASSERT_TRUE(done) << done.error().sentence;
  ASSERT_EQ(times.size(), 300U);
  for (std::size_t nth = 0; nth < times.size(); ++nth) {
    EXPECT_EQ(times[nth], kStartNs + static_cast<std::int64_t>(nth) * kSecondNs);
  }
  EXPECT_NEAR(vam, 299.0 / 2, 1e-9);
}

TEST_F(StoreTelemetryTest, CacheReadingsAndChangesAreThoseThatWereAppended) {
  auto store = open();
  store.append(frame_at(kStartNs));
  store.append(CacheReading{kStartNs, CpuId{3}, 100, 5000, 40});
  store.append(full_event(1));
  ASSERT_TRUE(store.flush(kStartNs + kSecondNs));
  std::vector<CacheReading> read;
  const auto opened = reader();
  ASSERT_TRUE(opened.for_each_cache(
      [&](const std::string&, const CacheReading& one) { read.push_back(one); }));
  EXPECT_EQ(read, (std::vector<CacheReading>{{kStartNs, CpuId{3}, 100, 5000, 40}}));
  std::vector<std::int64_t> changes;
  ASSERT_TRUE(opened.for_each_change(
      [&](const std::string&, std::int64_t at_ns) { changes.push_back(at_ns); }));
  EXPECT_EQ(changes, std::vector<std::int64_t>{full_event(1).at_ns});
}

}  // namespace
}  // namespace holdfast
