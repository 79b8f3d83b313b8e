#include "host/answer_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace holdfast {
namespace {

using Answer = ReadResult<std::vector<Record>>;

std::string complaint_of(std::string_view text) {
  const auto answer = answer_from_json(text, "a.json");
  return answer ? "" : answer.error().sentence;
}

Record rings() {
  Record record;
  record.set("rx-max", std::uint64_t{4096});
  record.set("rx", std::uint64_t{1024});
  return record;
}

TEST(AnswerJson, WritesOneFieldOnALine) {
  EXPECT_EQ(answer_to_json(std::vector<Record>{rings()}),
            "[\n  {\n    \"rx-max\": 4096,\n    \"rx\": 1024\n  }\n]\n");
}

TEST(AnswerJson, WritesOneShortRecordOnALineWhereThereAreMany) {
  EXPECT_EQ(answer_to_json(std::vector<Record>{rings(), {}}),
            "[\n  {\"rx-max\": 4096, \"rx\": 1024},\n  {}\n]\n");
}

TEST(AnswerJson, WrapsALongListOfNumbers) {
  Record record;
  record.set("indir", std::vector<std::uint64_t>(128, 7));
  const std::string text = answer_to_json(std::vector<Record>{record});
  EXPECT_NE(text.find("\"indir\": [\n      7, 7,"), std::string::npos) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 14) << text;
}

TEST(AnswerJson, KeepsARefusalByItsName) {
  const Answer refusal = tl::unexpected(std::errc::operation_not_supported);
  EXPECT_EQ(answer_to_json(refusal), "{\"error\": \"EOPNOTSUPP\"}\n");
  EXPECT_EQ(*answer_from_json(answer_to_json(refusal), "a"), refusal);
  const Answer odd = tl::unexpected(static_cast<std::errc>(512));
  EXPECT_EQ(*answer_from_json(answer_to_json(odd), "a"), odd);
}

TEST(AnswerJson, ReadsWhatAHandWrote) {
  const auto answer = answer_from_json(
      R"([{"name": "rx-gro", "active": true, "nochange": false, "fields": ["ip-src"], "none": []}])",
      "a");
  ASSERT_TRUE(answer) << answer.error().sentence;
  const Record& record = (*answer)->front();
  EXPECT_EQ(record.number("active"), 1U);
  EXPECT_EQ(record.number("nochange"), 0U);
  EXPECT_EQ(*record.texts("fields"), std::vector<std::string>{"ip-src"});
  EXPECT_TRUE(record.numbers("none")->empty());
}

TEST(AnswerJson, NamesTheLineAndTheValueThatItDoesNotBelieve) {
  EXPECT_EQ(complaint_of("[\n  {\n    \"rx\": -1,\n    \"tx\": 2}]"),
            "a.json:3: -1, expected a number from 0 to 2^64-1");
  EXPECT_EQ(complaint_of("[{\"rx\": 1.5}]"),
            "a.json:1: 1.5, expected a whole number from 0 to 2^64-1");
  EXPECT_EQ(complaint_of("[{\"rx\": 1}\n"), "a.json:1: 1}<U+000A>, expected JSON");
}

TEST(AnswerJson, RefusesWhatNoAnswerHolds) {
  for (const char* text : {"",
                           "1",
                           "\"x\"",
                           "null",
                           "{}",
                           "{\"error\": 1}",
                           "{\"error\": \"EWHAT\"}",
                           "[1]",
                           "[[]]",
                           "{\"error\": \"EIO\", \"x\": 1}",
                           "{\"error\": []}",
                           "{\"error\": {}}",
                           "[{\"a\": null}]",
                           "[{\"a\": {}}]",
                           "[{\"a\": [[]]}]",
                           "[{\"a\": [1, \"x\"]}]",
                           "[{\"a\": [{}, 1]}]",
                           "[{\"a\": 18446744073709551616}]",
                           "[] []",
                           "[\"x\"]"}) {
    EXPECT_NE(complaint_of(text), "") << text;
  }
}

TEST(AnswerJson, BoundsDepthAndSize) {
  std::string deep;
  for (int i = 0; i < 1000000; ++i) deep += "[{\"a\":";
  EXPECT_NE(complaint_of(deep).find("at most 8 levels"), std::string::npos);
  const std::string large((std::size_t{16} << 20) + 1, ' ');
  EXPECT_EQ(answer_from_json(large, "a").error().code, ErrorCode::too_large);
}

std::string arbitrary_text() {
  return *rc::gen::container<std::string>(rc::gen::inRange<char>('\x01', '\x7f'));
}

Record arbitrary_record(int depth) {
  Record record;
  const int fields = *rc::gen::inRange(0, 5);
  for (int i = 0; i < fields; ++i) {
    const std::string name = arbitrary_text();
    switch (*rc::gen::inRange(0, depth > 0 ? 5 : 4)) {
      case 0: record.set(name, *rc::gen::arbitrary<std::uint64_t>()); break;
      case 1: record.set(name, arbitrary_text()); break;
      case 2: record.set(name, *rc::gen::arbitrary<std::vector<std::uint64_t>>()); break;
      case 3: record.set(name, std::vector{arbitrary_text(), arbitrary_text()}); break;
      default: record.set(name, std::vector{arbitrary_record(depth - 1), arbitrary_record(0)});
    }
  }
  return record;
}

RC_GTEST_PROP(AnswerJson, ReadsBackWhatItWrote, ()) {
  std::vector<Record> records;
  const int count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) records.push_back(arbitrary_record(3));
  const Answer answer = std::move(records);
  const auto read = answer_from_json(answer_to_json(answer), "a");
  RC_ASSERT(read.has_value());
  const bool same = *read == answer;
  RC_ASSERT(same);
}

}  // namespace
}  // namespace holdfast
