#include "book/slot_index.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace holdfast {
namespace {

class Records {
 public:
  std::uint32_t add(std::uint64_t id) {
    records_.push_back({});
    records_.back().id = id;
    return static_cast<std::uint32_t>(records_.size() - 1);
  }
  const BookRecord* begin() const { return records_.data(); }

 private:
  std::vector<BookRecord> records_;
};

// From two lines on, so that it grows and overflows; ids in rows, as references come.
RC_GTEST_PROP(SlotIndex, FindsWhatIsThere, ()) {
  const auto row_bits = *rc::gen::inRange(0U, 3U);
  SlotIndex index(1, *rc::gen::arbitrary<std::uint64_t>(), row_bits);
  Records records;
  std::map<std::uint64_t, std::uint32_t> wanted;
  const int steps = *rc::gen::inRange(0, 600);
  for (int i = 0; i < steps; ++i) {
    const auto id = *rc::gen::inRange<std::uint64_t>(0, 300);
    const auto key = index.key_of(id);
    const auto at = wanted.find(id);
    RC_ASSERT(index.find(key, id, records.begin()) == (at == wanted.end() ? kNoSlot : at->second));
    if (at == wanted.end()) {
      const std::uint32_t slot = records.add(id);
      wanted.emplace(id, slot);
      index.insert(key, slot, records.begin());
    } else if (*rc::gen::inRange(0, 3) == 0) {
      index.erase(key, at->second);
      wanted.erase(at);
    }
    RC_ASSERT(index.size() == wanted.size());
  }
  for (const auto& [id, slot] : wanted) {
    RC_ASSERT(index.find(index.key_of(id), id, records.begin()) == slot);
  }
}

// An exchange counts upward, and of what it counted few are live.
TEST(SlotIndex, SpreadsReferencesThatAreCountedUpward) {
  for (const std::uint64_t step : {1U, 2U, 14U, 100U}) {
    SlotIndex index(100'000, 0, 1);
    Records records;
    for (std::uint64_t i = 0; i < 98'000; ++i) {
      index.insert(index.key_of(i * step), records.add(i * step), records.begin());
    }
    EXPECT_LT(index.passed(), 98'000U / 20) << step;
  }
}

// What was passed over and came back leaves no trail that a search would follow for ever.
TEST(SlotIndex, IsAsGoodAsNewAfterManyComeAndGo) {
  SlotIndex index(64, 1, 2);
  Records records;
  for (std::uint64_t round = 0; round < 1'000; ++round) {
    std::vector<std::uint32_t> slots;
    for (std::uint64_t id = round * 64; id < (round + 1) * 64; ++id) {
      slots.push_back(records.add(id));
      index.insert(index.key_of(id), slots.back(), records.begin());
    }
    for (std::uint64_t i = 0; i < 64; ++i) {
      const std::uint64_t id = round * 64 + i;
      ASSERT_EQ(index.find(index.key_of(id), id, records.begin()), slots[i]);
      index.erase(index.key_of(id), slots[i]);
    }
  }
  EXPECT_EQ(index.size(), 0U);
  for (std::uint64_t id = 0; id < 64; ++id) {
    EXPECT_EQ(index.find(index.key_of(id), id, records.begin()), kNoSlot);
  }
}

}  // namespace
}  // namespace holdfast
