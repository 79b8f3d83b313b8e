#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace holdfast {
namespace {

Command parsed(std::vector<std::string> words) {
  words.insert(words.begin(), "holdfast");
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

std::string manual_page(const std::string& verb) {
  const std::string name = verb.empty() ? "holdfast" : "holdfast-" + verb;
  std::ifstream file(std::string(HOLDFAST_SOURCE_DIR) + "/docs/man/" + name + ".1.scd");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(CommandLine, ReadsAVerbWithItsOptions) {
  const auto command = parsed({"audit", "--profile", "trading", "--interval", "250ms", "--json"});
  const auto* audit = std::get_if<AuditOptions>(&command);
  ASSERT_NE(audit, nullptr);
  EXPECT_EQ(audit->profile, ProfileName::trading);
  EXPECT_EQ(audit->input.interval_seconds, 0.25);
  EXPECT_TRUE(audit->json);
}

TEST(CommandLine, TakesInterfacesBehindTheNoun) {
  const auto command = parsed({"show", "vectors", "eth0", "my nic"});
  const auto* show = std::get_if<ShowOptions>(&command);
  ASSERT_NE(show, nullptr);
  EXPECT_EQ(show->what, "vectors");
  EXPECT_EQ(show->interfaces, (std::vector<std::string>{"eth0", "my nic"}));
}

TEST(CommandLine, RefusesWhatMakesNoSense) {
  for (const auto& words :
       std::vector<std::vector<std::string>>{{},
                                             {"fly"},
                                             {"show", "engines"},
                                             {"audit", "--profile", "fast"},
                                             {"audit", "--interval", "-1s"},
                                             {"show", "--from", "a", "--root", "b"},
                                             {"completion", "fish"}}) {
    const auto command = parsed(words);
    ASSERT_TRUE(std::holds_alternative<int>(command)) << (words.empty() ? "" : words[0]);
    EXPECT_EQ(std::get<int>(command), 2);
  }
}

TEST(CommandLine, ReadsDurationsAsPeopleWriteThem) {
  EXPECT_EQ(parse_duration("1s"), 1.0);
  EXPECT_EQ(parse_duration("250ms"), 0.25);
  EXPECT_EQ(parse_duration("1.5"), 1.5);
  EXPECT_EQ(parse_duration("2m"), 120.0);
  for (const auto* text : {"", "s", "1x", "-1s", "0", "2h", "nan", "1s "}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(CommandLine, EveryOptionStandsInItsManualPage) {
  for (const auto& verb : command_line_spec()) {
    if (verb.name == "completion") continue;  // described in holdfast(1)
    const auto page = manual_page(verb.name);
    ASSERT_FALSE(page.empty()) << verb.name;
    for (const auto& option : verb.options) {
      EXPECT_NE(page.find("*" + option.name + "*"), std::string::npos)
          << "holdfast " << verb.name << ": " << option.name << " is not in the manual";
    }
    for (const auto& word : verb.words) {
      EXPECT_NE(page.find("*" + word + "*"), std::string::npos) << verb.name << " " << word;
    }
  }
}

TEST(CommandLine, CompletionsNameEveryVerbAndOption) {
  const auto spec = command_line_spec();
  for (const auto* shell : {"bash", "zsh"}) {
    const auto script = completion_script(spec, shell);
    for (const auto& verb : spec) {
      EXPECT_NE(script.find(verb.name), std::string::npos);
      if (verb.name.empty()) continue;
      for (const auto& option : verb.options) {
        EXPECT_NE(script.find(option.name), std::string::npos) << shell << " " << option.name;
      }
    }
  }
}

}  // namespace
}  // namespace holdfast
