#include "serve/store_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "serve/feed_line.h"

namespace holdfast {
namespace {

using testing::HasSubstr;
using testing::Not;

class StoreHistoryTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/holdfast-history-XXXXXX";
    ASSERT_NE(::mkdtemp(path), nullptr);
    folder_ = path;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(int events) {
    std::string note;
    auto store = Store::open({.folder = folder_}, note);
    ASSERT_TRUE(store) << store.error().sentence;
    for (int number = 1; number <= events; ++number) {
      Event event;
      event.number = static_cast<std::uint64_t>(number);
      event.at_ns = event.seen_ns = number * 1'000'000'000LL;
      event.subject = "eth0 rx 0 (irq 38)";
      store->append(event);
      MetricFrame frame;
      frame.at_ns = event.at_ns;
      frame.seconds = 1;
      frame.vam_effective = 0.25;
      frame.vectors.push_back({.irq = IrqNumber{38}, .nic = "eth0"});
      store->append(frame);
    }
    ASSERT_TRUE(store->flush(events * 1'000'000'000LL));
  }
  std::string folder_;
};

TEST_F(StoreHistoryTest, GivesEventsAndBriefFramesAsTheFeedWould) {
  write(5);
  StoreHistory history(folder_);
  const auto events = history.events_after(2, 2);
  ASSERT_TRUE(events) << events.error().sentence;
  ASSERT_EQ(events->size(), 2U);
  const auto line = parse_feed_line("{\"event\":" + (*events)[0] + "}");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->number, 3U);
  EXPECT_EQ(line->at_ns, 3'000'000'000);
  const auto frames = history.frames(2'000'000'000, 4'000'000'000, 10);
  ASSERT_TRUE(frames) << frames.error().sentence;
  ASSERT_EQ(frames->size(), 2U);
  EXPECT_THAT((*frames)[0], HasSubstr("\"vam_effective\":0.25"));
  EXPECT_THAT((*frames)[0], Not(HasSubstr("\"vectors\"")));
}

TEST_F(StoreHistoryTest, FindsAStoreThatIsMadeLater) {
  StoreHistory history(folder_);
  EXPECT_FALSE(history.events_after(0, 10));
  write(1);
  const auto events = history.events_after(0, 10);
  ASSERT_TRUE(events) << events.error().sentence;
  EXPECT_EQ(events->size(), 1U);
}

}  // namespace
}  // namespace holdfast
