#include "regime/tape.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

std::string error_of(std::string_view text) {
  const auto tape = parse_tape(text);
  return tape ? "" : tape.error().sentence;
}

TEST(Tape, HasTheDefaultsForSettingsThatItDoesNotName) {
  const auto tape =
      parse_tape("{\"dwell_windows\": 7, \"gates\": {\"warn\": {\"queue_safe\": false}}}\n");
  ASSERT_TRUE(tape.has_value()) << tape.error().sentence;
  RegimeSettings expected;
  expected.dwell_windows = 7;
  expected.warn_gates.queue_safe = false;
  EXPECT_EQ(tape->settings, expected);
  EXPECT_TRUE(tape->inputs.empty());
}

TEST(Tape, NamesTheLineAndTheKeyThatIsWrong) {
  EXPECT_EQ(error_of(""), "there is nothing in it; the settings stand in its first line");
  EXPECT_EQ(error_of("what"), "line 1: not JSON, or cut short");
  EXPECT_EQ(error_of("[]"), "line 1: the whole text is not an object");
  EXPECT_EQ(error_of("{}\n\n{\"at_ns\": 1, \"vam\": \"much\"}"), "line 3: /vam is not a number");
  EXPECT_EQ(error_of("{}\n{\"vam\": 1}"),
            "line 2: the whole text is not complete: its \"at_ns\" is missing");
  EXPECT_EQ(error_of("{}\n{\"at_ns\": -1}"),
            "line 2: /at_ns is not a whole number up to 9223372036854775807");
  EXPECT_EQ(error_of("{}\n{\"at_ns\": 1, \"jitter\": 1}"), "line 2: /jitter is not known here");
  EXPECT_EQ(error_of("{}\n{\"at_ns\": 5}\n{\"at_ns\": 4}"),
            "line 3: /at_ns is 4, before the 5 of the window above");
  EXPECT_EQ(error_of("{\"warn\": {\"enter\": true}}"), "line 1: /warn/enter is not a number");
  EXPECT_EQ(error_of("{\"warm\": {}}"), "line 1: /warm is not known here");
  EXPECT_EQ(error_of("{\"at_ns\": 1}"), "line 1: /at_ns is not known here");
  EXPECT_EQ(error_of("{\"format\": 2}"), "line 1: /format is not 1, the only format there is");
}

TEST(Tape, WritesALineForEachWindow) {
  Tape tape;
  tape.inputs = {{.at = Instant{5}, .vam = 0.25, .repaired = true}, {.at = Instant{6}}};
  const auto text = to_text(tape);
  EXPECT_NE(text.find("\n{\"at_ns\":5,\"vam\":0.25,\"repaired\":true}\n{\"at_ns\":6}\n"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace holdfast
