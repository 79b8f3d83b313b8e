#include "fix/fix_log.h"

#include <gtest/gtest.h>

#include <vector>

#include "fix/fix_log_test_fixture.h"
#include "fix/fix_time.h"

namespace holdfast {
namespace {

const std::string kOrder = fix_message("35=D|49=A|56=B|34=1|52=20260115-13:30:00|11=C1|55=SYM");

struct Seen {
  std::uint64_t line;
  std::optional<std::int64_t> logged_ns;
  std::string id;
};

// All messages, `piece` bytes at a time; what is damaged in its own list.
std::vector<Seen> read_all(std::string_view text, std::size_t piece,
                           std::vector<std::string>* damages = nullptr) {
  std::vector<Seen> seen;
  FixLog log;
  for (;;) {
    switch (log.next()) {
      case FixStep::end: return seen;
      case FixStep::more:
        log.append(text.substr(0, piece));
        text.remove_prefix(std::min(piece, text.size()));
        if (text.empty()) log.finish();
        break;
      case FixStep::message:
        seen.push_back(
            {log.entry().line, log.entry().logged_ns, std::string(log.entry().message.of(11))});
        break;
      case FixStep::damaged:
        if (damages == nullptr) {
          ADD_FAILURE() << log.damage();
        } else {
          damages->push_back(log.damage());
        }
        break;
    }
  }
}

TEST(FixLog, ReadsMessagesWhateverIsBetweenTheirFields) {
  for (const auto* separator : {"\x01", "|", ";", "^", "^A", "<SOH>"}) {
    const auto text = "20260115-13:30:00.5 : " + shown_as(kOrder, separator) + "\nother\n" +
                      shown_as(kOrder, separator) + "\n";
    for (std::size_t piece : {std::size_t{1}, std::size_t{7}, text.size()}) {
      const auto seen = read_all(text, piece);
      ASSERT_EQ(seen.size(), 2U) << separator << " by " << piece;
      EXPECT_EQ(seen[0].line, 1U);
      EXPECT_EQ(seen[0].logged_ns, parse_fix_time("20260115-13:30:00.5"));
      EXPECT_EQ(seen[1].line, 3U);
      EXPECT_FALSE(seen[1].logged_ns);
      EXPECT_EQ(seen[1].id, "C1");
    }
  }
}

TEST(FixLog, ReadsMessagesWithNothingBetweenThem) {
  for (std::size_t piece : {std::size_t{1}, std::size_t{50}, std::size_t{10000}}) {
    EXPECT_EQ(read_all(kOrder + kOrder + kOrder, piece).size(), 3U) << piece;
  }
}

TEST(FixLog, TakesTheLastMessageWithoutItsSeparator) {
  EXPECT_EQ(read_all(kOrder.substr(0, kOrder.size() - 1), 9).size(), 1U);
  const auto shown = shown_as(kOrder, "^A");
  EXPECT_EQ(read_all(shown.substr(0, shown.size() - 2), 9).size(), 1U);
}

TEST(FixLog, SaysWhatIsDamagedAndGoesOn) {
  auto wrong_sum = kOrder;
  wrong_sum[wrong_sum.size() - 2] =
      static_cast<char>('0' + (wrong_sum[wrong_sum.size() - 2] - '0' + 1) % 10);
  auto wrong_length = kOrder;
  wrong_length[wrong_length.find("\x01"
                                 "9=") +
               3] = '9';
  const auto cut = kOrder.substr(0, 40);
  const auto shown_cut = shown_as(kOrder, "^A").substr(0, 40);
  struct Case {
    std::string text;
    const char* says;
  };
  for (const auto& [text, says] :
       {Case{wrong_sum, "CheckSum (10) is "}, Case{wrong_length, "BodyLength (9)"},
        Case{shown_cut, "has no CheckSum (10)"}, Case{"8=FIX.4.2 ", "no separator that is known"},
        Case{"8=FIX.4.2|35=D|", "no BodyLength (9)"}}) {
    std::vector<std::string> damages;
    const auto seen = read_all("\n" + text + "\n" + kOrder, 11, &damages);
    EXPECT_EQ(seen.size(), 1U) << says;
    ASSERT_EQ(damages.size(), 1U) << says;
    EXPECT_TRUE(damages[0].starts_with("line 2: ")) << damages[0];
    EXPECT_NE(damages[0].find(says), std::string::npos) << damages[0];
  }
  std::vector<std::string> damages;
  EXPECT_EQ(read_all(kOrder + "\n" + cut, 11, &damages).size(), 1U);
  ASSERT_EQ(damages.size(), 1U);
  EXPECT_EQ(damages[0], "line 2: the message ends before its CheckSum (10)");
}

TEST(FixLog, TakesDataByItsLength) {
  const auto message = fix_message("35=D|52=x|95=5|96=a|10=|11=C9");
  const auto seen = read_all(message, 10);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].id, "C9");
}

TEST(FixLog, IsNotTakenInByOtherTags) {
  EXPECT_TRUE(read_all("108=FIX.4.2 and x8=FIX\n", 3).empty());
}

TEST(FixTime, ReadsNanosecondsAndRefusesWhatIsNone) {
  EXPECT_EQ(parse_fix_time("19700101-00:00:01"), 1'000'000'000);
  EXPECT_EQ(parse_fix_time("19700101-00:00:00.123"), 123'000'000);
  EXPECT_EQ(parse_fix_time("19700101-00:00:00.123456789012"), 123'456'789);
  EXPECT_EQ(parse_fix_time("20161231-23:59:60"), parse_fix_time("20170101-00:00:00"));
  for (const auto* text :
       {"", "20260230-00:00:00", "20260115-24:00:00", "20260115-13:60:00", "20260115 13:30:00",
        "20260115-13:30:00.", "20260115-13:30:00Z", "19691231-00:00:00", "22620115-13:30:00"}) {
    EXPECT_FALSE(parse_fix_time(text)) << text;
  }
}

TEST(FixTime, FindsTheLogsOwnTime) {
  const auto noon = parse_fix_time("20260115-12:00:00.250");
  for (const auto* text : {"20260115-12:00:00.250000 : ", "[INFO] 2026-01-15T12:00:00.25Z out ",
                           "2026-01-15 12:00:00,250 ", "17 2026-01-15T13:00:00.25+01:00 ",
                           "2026-01-15T07:00:00.25-0500"}) {
    EXPECT_EQ(find_log_time(text), noon) << text;
  }
  for (const auto* text : {"", "in:", "12:00:00", "2026-01-15", "120260115-12:00:00"}) {
    EXPECT_FALSE(find_log_time(text)) << text;
  }
}

}  // namespace
}  // namespace holdfast
