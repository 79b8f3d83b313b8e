#include "itch/soup_bin_tcp.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "itch/frame_splitter.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

TEST(SoupBinTcp, LaysOutALoginRequestAsTheSpecificationDoes) {
  const SoupLogin login{
      .username = "user", .password = "secret", .session = "DAY1", .sequence = 1234567};
  Bytes packet;
  append_soup_packet(packet, SoupType::login_request, encode_soup_login(login));
  EXPECT_EQ(packet, bytes_of(std::string_view("\0\x2fLuser  secret          DAY1"
                                              "             1234567",
                                              49)));
  EXPECT_EQ(parse_soup_login(std::span(packet).subspan(3)), login);
}

TEST(SoupBinTcp, LaysOutAnAcceptedLoginAsTheSpecificationDoes) {
  const SoupAccepted accepted{.session = "DAY1", .sequence = 8};
  const auto payload = encode_soup_accepted(accepted);
  EXPECT_EQ(payload, bytes_of("      DAY1                   8"));
  EXPECT_EQ(parse_soup_accepted(payload), accepted);
}

TEST(SoupBinTcp, TakesBlanksOnEitherSideAndLeadingZeros) {
  const auto login = parse_soup_login(bytes_of("  usersecret    DAY1      00000000000000000012"));
  ASSERT_TRUE(login);
  EXPECT_EQ(*login, (SoupLogin{"user", "secret", "DAY1", 12}));
  const auto blank = parse_soup_login(bytes_of("                          0                   "));
  ASSERT_TRUE(blank);
  EXPECT_EQ(*blank, (SoupLogin{"", "", "", 0}));
}

TEST(SoupBinTcp, RefusesASequenceThatIsNoNumber) {
  const auto with = [](std::string_view sequence) {
    std::string payload = "DAY1      " + std::string(sequence);
    payload.resize(30, ' ');
    return bytes_of(payload);
  };
  EXPECT_TRUE(parse_soup_accepted(with("18446744073709551615")));
  for (const auto* sequence : {"18446744073709551616", "", "-1", "+1", "1 2", "0x1", "0"}) {
    EXPECT_FALSE(parse_soup_accepted(with(sequence))) << sequence;
  }
}

TEST(SoupBinTcp, RefusesPayloadsOfAnotherLength) {
  const Bytes login = encode_soup_login({}), accepted = encode_soup_accepted({});
  EXPECT_FALSE(parse_soup_login(std::span(login).first(45)));
  EXPECT_FALSE(parse_soup_accepted(std::span(accepted).first(29)));
  EXPECT_FALSE(parse_soup_accepted({}));
  EXPECT_FALSE(parse_soup_reject({}));
  EXPECT_FALSE(parse_soup_reject(bytes_of("AA")));
  EXPECT_FALSE(parse_soup_reject(bytes_of("B")));
  EXPECT_EQ(parse_soup_reject(bytes_of("S")), SoupReject::no_such_session);
}

RC_GTEST_PROP(SoupBinTcp, GivesThePacketThatWasAppended,
              (char type, const std::vector<std::uint8_t>& payload)) {
  Bytes stream;
  append_soup_packet(stream, static_cast<SoupType>(type), payload);
  FrameSplitter splitter;
  splitter.feed(stream);
  const auto packet = parse_soup_packet(*splitter.next());
  RC_ASSERT(packet->type == static_cast<SoupType>(type));
  RC_ASSERT(Bytes(packet->payload.begin(), packet->payload.end()) == payload);
  RC_ASSERT(!parse_soup_packet({}));
}

}  // namespace
}  // namespace holdfast
