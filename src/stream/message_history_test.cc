#include "stream/message_history.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <random>

#include "stream/digest_history.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr auto kBytes = MessageHistory::kLeastBytes;

Bytes held(const MessageHistory& history, std::uint64_t sequence) {
  const auto message = history.find(sequence);
  return message ? Bytes(message->begin(), message->end()) : Bytes{};
}

TEST(MessageHistory, HoldsNothingAtFirst) {
  const MessageHistory history(kBytes);
  EXPECT_TRUE(history.held().is_empty());
  for (const std::uint64_t sequence : {0U, 1U, 2U}) EXPECT_FALSE(history.find(sequence));
}

TEST(MessageHistory, BeginsAnewWithASequenceThatIsNotTheNext) {
  MessageHistory history(kBytes);
  history.append(1, Bytes{1});
  history.append(2, Bytes{2});
  history.append(4, Bytes{4});
  EXPECT_EQ(history.held(), (SequenceRange{4, 5}));
  EXPECT_FALSE(history.find(2));
  EXPECT_EQ(held(history, 4), Bytes{4});
}

TEST(MessageHistory, HoldsEmptyMessages) {
  MessageHistory history(kBytes);
  history.append(1, {});
  ASSERT_TRUE(history.find(1));
  EXPECT_TRUE(history.find(1)->empty());
}

RC_GTEST_PROP(MessageHistory, HoldsTheLastMessagesAsTheyWere, (std::uint64_t seed)) {
  std::mt19937_64 random(seed);
  const std::size_t size = kBytes + random() % 5'000;
  const std::size_t longest = random() % 3 == 0 ? MessageHistory::kLongest : 50;
  MessageHistory history(size);
  std::deque<Bytes> model;
  std::uint64_t first = 1;
  std::size_t model_bytes = 0;
  for (std::uint64_t sequence = 1; sequence <= 9'000; ++sequence) {
    model.emplace_back(random() % (longest + 1), static_cast<std::uint8_t>(sequence));
    model_bytes += model.back().size() + 2;
    history.append(sequence, model.back());
    for (; first < history.held().first; ++first) {
      model_bytes -= model.front().size() + 2;
      model.pop_front();
    }
    RC_ASSERT(history.held().end == sequence + 1);
    RC_ASSERT(model_bytes <= size);
    const auto any = first + random() % model.size();
    RC_ASSERT(held(history, first) == model.front());
    RC_ASSERT(held(history, any) == model[any - first]);
    RC_ASSERT(held(history, sequence) == model.back());
    RC_ASSERT(!history.find(first - 1) && !history.find(sequence + 1));
  }
  // What does not fit any more is no more than the room that the ring's end wastes.
  if (longest == 50) RC_ASSERT(model_bytes + 2 * 52 + 1 > size || model.size() == 4096);
}

TEST(DigestHistory, HoldsTheLastDigests) {
  DigestHistory history(3);
  EXPECT_EQ(history.find(0), 0U);
  for (std::uint64_t sequence = 1; sequence <= 5; ++sequence) {
    history.append(sequence, 100 + sequence);
  }
  EXPECT_EQ(history.held(), (SequenceRange{3, 6}));
  EXPECT_EQ(history.find(2), std::nullopt);
  EXPECT_EQ(history.find(3), 103U);
  EXPECT_EQ(history.find(5), 105U);
  EXPECT_EQ(history.find(6), std::nullopt);
  history.append(9, 109);
  EXPECT_EQ(history.held(), (SequenceRange{9, 10}));
}

}  // namespace
}  // namespace holdfast
