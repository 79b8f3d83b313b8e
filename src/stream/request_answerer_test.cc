#include "stream/request_answerer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;
const auto kDay = MoldSession::of("DAY1");

PeerAddress peer(std::uint8_t number) {
  PeerAddress address;
  address.bytes[15] = number;
  return address;
}

struct Answering {
  explicit Answering(const RequestAnswererOptions& with = {}) : options(with), answerer(with) {
    answerer.add(MoldSession::of("OTHER"), other);
    answerer.add(kDay, history);
  }
  void append(std::uint64_t messages, std::size_t bytes) {
    for (std::uint64_t i = 0; i < messages; ++i, ++sequence) {
      history.append(sequence, Bytes(bytes, static_cast<std::uint8_t>(sequence)));
    }
  }
  // How many datagrams came.
  std::size_t ask(const MoldHeader& request, Instant now = {}, const PeerAddress& from = peer(1)) {
    return ask_bytes(encode_mold_header(request), now, from);
  }
  std::size_t ask_bytes(std::span<const std::uint8_t> request, Instant now = {},
                        const PeerAddress& from = peer(1)) {
    batch.clear();
    answerer.answer(request, from, 7, now, batch);
    return batch.size();
  }
  // The sequences that the batch has, which follow each other.
  SequenceRange replied() const {
    SequenceRange range;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      EXPECT_EQ(batch.reply(i).asker, 7U);
      EXPECT_LE(batch.datagram(i).size(), options.datagram_limit);
      MoldPacket packet;
      EXPECT_EQ(parse_mold_packet(batch.datagram(i), packet), MoldFault::none);
      EXPECT_EQ(packet.header.session, kDay);
      if (i == 0) range = {packet.header.sequence, packet.header.sequence};
      EXPECT_EQ(packet.header.sequence, range.end);
      while (const auto message = packet.blocks.next()) {
        EXPECT_TRUE(std::ranges::equal(*message, *history.find(range.end)));
        ++range.end;
      }
    }
    return range;
  }

  RequestAnswererOptions options;
  MessageHistory history{MessageHistory::kLeastBytes}, other{MessageHistory::kLeastBytes};
  RequestAnswerer answerer;
  ReplyBatch batch{64, 1472};
  std::uint64_t sequence = 1;
};

TEST(RequestAnswerer, PacksARepliesMessagesIntoFullDatagrams) {
  Answering at;
  at.append(100, 40);
  EXPECT_EQ(at.ask({kDay, 11, 70}), 3U);
  EXPECT_EQ(at.replied(), (SequenceRange{11, 81}));
  EXPECT_EQ(at.batch.datagram(0).size(), 20 + 34 * 42U);
  EXPECT_EQ(at.answerer.counts().answered, 1U);
  EXPECT_EQ(at.answerer.counts().datagrams, 3U);
  EXPECT_EQ(at.answerer.counts().messages, 70U);
}

TEST(RequestAnswerer, RepliesWithThePartThatIsThere) {
  Answering at;
  at.append(10, 40);
  at.ask({kDay, 8, 1000});
  EXPECT_EQ(at.replied(), (SequenceRange{8, 11}));
}

TEST(RequestAnswerer, RepliesWithNoMoreThanItsBoundForOneRequest) {
  Answering at({.datagrams_per_request = 2});
  at.append(1000, 40);
  EXPECT_EQ(at.ask({kDay, 1, 0xffff}), 2U);
  EXPECT_EQ(at.replied(), (SequenceRange{1, 69}));
}

TEST(RequestAnswerer, CountsWhatItDoesNotAnswer) {
  Answering at;
  at.append(3000, 50);  // more than the history holds
  const auto first = at.history.held().first;
  EXPECT_GT(first, 1U);
  EXPECT_EQ(at.ask({kDay, first - 1, 1}), 0U);
  EXPECT_EQ(at.ask({kDay, 0, 1}), 0U);
  EXPECT_EQ(at.ask({kDay, 3001, 1}), 0U);
  EXPECT_EQ(at.ask({kDay, ~std::uint64_t{0}, 5}), 0U);
  EXPECT_EQ(at.ask({MoldSession::of("DAY2"), 3000, 1}), 0U);
  EXPECT_EQ(at.ask({MoldSession::of("OTHER"), 1, 1}), 0U);
  EXPECT_EQ(at.ask({kDay, 3000, 0}), 0U);
  EXPECT_EQ(at.ask_bytes(Bytes(19)), 0U);
  EXPECT_EQ(at.ask_bytes(Bytes(21)), 0U);
  EXPECT_EQ(at.ask_bytes({}), 0U);
  const auto& counts = at.answerer.counts();
  EXPECT_EQ(counts.too_old, 2U);
  EXPECT_EQ(counts.future, 3U);
  EXPECT_EQ(counts.other_session, 1U);
  EXPECT_EQ(counts.nothing_asked, 1U);
  EXPECT_EQ(counts.malformed, 3U);
  EXPECT_EQ(counts.answered + counts.datagrams, 0U);
}

TEST(RequestAnswerer, SkipsNoMessageThatIsTooLongForADatagram) {
  Answering at;
  at.append(2, 40);
  at.append(1, 1451);  // one byte more than fits
  at.append(1, 1450);
  EXPECT_EQ(at.ask({kDay, 1, 4}), 1U);
  EXPECT_EQ(at.replied(), (SequenceRange{1, 3}));
  EXPECT_EQ(at.ask({kDay, 3, 2}), 0U);
  EXPECT_EQ(at.answerer.counts().too_long, 1U);
  EXPECT_EQ(at.ask({kDay, 4, 1}), 1U);
}

TEST(RequestAnswerer, AFloodCostsItsSenderOnly) {
  Answering at({.rate = {.per_second = 100, .burst = 10}});
  at.append(10, 40);
  std::size_t replies = 0;
  for (int i = 0; i < 1000; ++i) replies += at.ask({kDay, 1, 1}, {}, peer(1));
  EXPECT_EQ(replies, 5U);  // each costs a token for the request and one for the datagram
  EXPECT_EQ(at.answerer.counts().rate_limited, 995U);
  EXPECT_EQ(at.ask({kDay, 1, 1}, {}, peer(2)), 1U);
  EXPECT_EQ(at.ask({kDay, 1, 1}, plus_seconds({}, 0.02), peer(1)), 1U);
  EXPECT_EQ(at.ask({kDay, 1, 1}, plus_seconds({}, 0.02), peer(1)), 0U);
  // Nothing is saved up beyond the burst.
  replies = 0;
  for (int i = 0; i < 100; ++i) replies += at.ask({kDay, 1, 1}, plus_seconds({}, 3600), peer(1));
  EXPECT_EQ(replies, 5U);
}

TEST(RequestAnswerer, CountsMalformedRequestsAgainstTheirSenderToo) {
  Answering at({.rate = {.per_second = 100, .burst = 10}});
  for (int i = 0; i < 1000; ++i) at.ask_bytes(Bytes(3));
  EXPECT_EQ(at.answerer.counts().malformed, 10U);
  EXPECT_EQ(at.answerer.counts().rate_limited, 990U);
}

TEST(AskerLimits, ForgetsFirstWhoHasAskedLeast) {
  AskerLimits limits({.per_second = 1, .burst = 100}, 4, 1);  // all four share their places
  for (std::uint8_t i = 1; i <= 4; ++i) limits.charge(peer(i), i == 3 ? 10 : 200, {});
  EXPECT_FALSE(limits.take(peer(1), {}));
  EXPECT_TRUE(limits.take(peer(5), {}));  // in the place of peer 3
  EXPECT_FALSE(limits.take(peer(2), {}));
  EXPECT_FALSE(limits.take(peer(4), {}));
  limits.charge(peer(5), 200, {});
  EXPECT_FALSE(limits.take(peer(1), {}));
}

TEST(AskerLimits, OwesWhatWasMoreThanThereWas) {
  AskerLimits limits({.per_second = 10, .burst = 5}, 4, 1);
  EXPECT_TRUE(limits.take(peer(1), {}));
  limits.charge(peer(1), 24, {});
  EXPECT_FALSE(limits.take(peer(1), plus_seconds({}, 2.05)));
  EXPECT_TRUE(limits.take(peer(1), plus_seconds({}, 2.15)));
  // A clock that goes back gives nothing, and takes nothing.
  EXPECT_FALSE(limits.take(peer(1), {}));
}

RC_GTEST_PROP(RequestAnswerer, RepliesWithHeldMessagesOnly,
              (std::uint16_t messages, std::uint8_t bytes, std::uint64_t sequence,
               std::uint16_t count)) {
  Answering at;
  at.append(messages % 4000, bytes);
  sequence %= 5000;
  const auto held = at.history.held();
  at.ask({kDay, sequence, count});
  const auto replied = at.replied();
  if (at.batch.size() == 0) {
    RC_ASSERT(count == 0 || sequence < held.first || sequence >= held.end);
  } else {
    RC_ASSERT(replied.first == sequence);
    RC_ASSERT(replied.size() > 0 && replied.size() <= count);
    RC_ASSERT(replied.end <= held.end);
  }
}

}  // namespace
}  // namespace holdfast
