#include "probe/sequence_window.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <vector>

namespace holdfast {
namespace {

using Seen = SequenceWindow::Seen;
constexpr auto kSize = SequenceWindow::kSize;

// The same of a set that forgets nothing.
class EveryNumber {
 public:
  Seen take(std::uint64_t sequence) {
    const bool is_highest = seen_.empty() || sequence > *seen_.rbegin();
    const bool is_behind = !is_highest && *seen_.rbegin() - sequence >= kSize;
    const bool is_new = seen_.insert(sequence).second;
    if (is_highest) return Seen::in_order;
    if (is_behind) return Seen::too_late;
    return is_new ? Seen::late : Seen::duplicate;
  }

 private:
  std::set<std::uint64_t> seen_;
};

TEST(SequenceWindow, TellsOrderLatenessAndDuplicates) {
  SequenceWindow window;
  EXPECT_EQ(window.next(), 0U);
  EXPECT_EQ(window.take(1), Seen::in_order);
  EXPECT_EQ(window.take(0), Seen::late);
  EXPECT_EQ(window.take(0), Seen::duplicate);
  EXPECT_EQ(window.take(1), Seen::duplicate);
  EXPECT_EQ(window.take(2), Seen::in_order);
  EXPECT_EQ(window.next(), 3U);
}

TEST(SequenceWindow, RemembersAsManyAsItSaysAndNoMore) {
  SequenceWindow window;
  window.take(0);
  window.take(1);
  window.take(kSize);
  EXPECT_EQ(window.take(0), Seen::too_late);
  EXPECT_EQ(window.take(1), Seen::duplicate);
  EXPECT_EQ(window.take(2), Seen::late);
  EXPECT_EQ(window.next(), kSize + 1);
}

TEST(SequenceWindow, TakesNoNumberForOneThatHadItsBit) {
  for (const std::uint64_t gap : {kSize - 1, kSize, kSize + 1, 5 * kSize + 63}) {
    SequenceWindow window;
    for (std::uint64_t n = 0; n < kSize; ++n) window.take(n);
    window.take(kSize + gap);
    for (std::uint64_t n = gap + 1 < kSize ? kSize : gap + 1; n < kSize + gap; ++n) {
      ASSERT_EQ(window.take(n), Seen::late) << gap << ' ' << n;
    }
  }
}

RC_GTEST_PROP(SequenceWindow, SaysWhatASetOfAllNumbersSays, ()) {
  const auto steps =
      *rc::gen::container<std::vector<std::int32_t>>(rc::gen::weightedOneOf<std::int32_t>(
          {{8, rc::gen::just(1)},
           {4, rc::gen::inRange(-200, 200)},
           {1, rc::gen::inRange(-70'000, 70'000)},
           {1, rc::gen::element(-65'535, -65'536, -65'537, 65'535, 65'536, 65'537, 64, 128)}}));
  SequenceWindow window;
  EveryNumber every;
  std::int64_t at = 0;
  for (const auto step : steps) {
    at = std::max<std::int64_t>(0, at + step);
    const auto sequence = static_cast<std::uint64_t>(at);
    RC_ASSERT(window.take(sequence) == every.take(sequence));
  }
}

}  // namespace
}  // namespace holdfast
