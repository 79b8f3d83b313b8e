// Every folder tests/golden/regime/<case> has a tape.jsonl, and in transitions.txt what the state
// machine makes of it. UPDATE_GOLDEN=1 writes transitions.txt anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "regime/tape.h"

namespace holdfast {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> cases() {
  std::vector<fs::path> folders;
  for (const auto& entry :
       fs::directory_iterator(fs::path(HOLDFAST_SOURCE_DIR) / "tests/golden/regime")) {
    folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::string text_of_file(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class RegimeCase : public testing::TestWithParam<fs::path> {};

TEST_P(RegimeCase, MakesTheTransitionsThatAreExpected) {
  const auto tape = parse_tape(text_of_file(GetParam() / "tape.jsonl"));
  ASSERT_TRUE(tape.has_value()) << tape.error().sentence;
  ASSERT_FALSE(tape->inputs.empty());
  std::string said;
  for (const auto& transition : replay(*tape).transitions) {
    said += to_line(transition, tape->inputs.front().at) + "\n";
  }
  const auto expected = GetParam() / "transitions.txt";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(expected) << said;
  EXPECT_EQ(said, text_of_file(expected)) << "UPDATE_GOLDEN=1 writes " << expected;
}

std::string name_of_case(const testing::TestParamInfo<fs::path>& one) {
  auto name = one.param.filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, RegimeCase, testing::ValuesIn(cases()), name_of_case);

}  // namespace
}  // namespace holdfast
