// Every folder tests/golden/audit/<rule>/{triggers,nearly} is a small change to a recorded host:
// files that lie over the host's, and a file `case` that says which host, which profile, and what
// is expected. The audit runs on it from the files up.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "base/text.h"
#include "host/folder_source.h"
#include "host/overlay_source.h"
#include "host/snapshot.h"
#include "plan/audit.h"

namespace holdfast {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = HOLDFAST_SOURCE_DIR;

struct Expectation {
  bool wanted = true;
  std::string rule;
  std::string object;  // empty: any
};

struct Case {
  std::string base;
  ProfileName profile = ProfileName::any;
  std::vector<Expectation> expectations;
};

Case read_case(const fs::path& folder) {
  std::ifstream file(folder / "case");
  Case result;
  for (std::string line; std::getline(file, line);) {
    std::string_view rest = line;
    const auto key = next_word(rest);
    if (key.empty() || key.starts_with('#')) continue;
    if (key == "base:") {
      result.base = std::string(trim(rest));
    } else if (key == "profile:") {
      const auto profile = parse_profile(trim(rest));
      EXPECT_TRUE(profile) << line;
      result.profile = profile.value_or(ProfileName::any);
    } else if (key == "expect:" || key == "expect-not:") {
      const auto rule = std::string(next_word(rest));
      result.expectations.push_back({key == "expect:", rule, std::string(trim(rest))});
    } else {
      ADD_FAILURE() << folder << ": unknown line " << line;
    }
  }
  return result;
}

std::vector<Finding> audit_of(const fs::path& folder, const Case& wanted) {
  const auto open = [](const fs::path& path) -> std::shared_ptr<HostSource> {
    auto source = FolderSource::open(path.string());
    EXPECT_TRUE(source) << path;
    return std::move(*source);
  };
  const auto base = open(kSource / "tests/hosts" / wanted.base / "root");
  const auto change = open(folder);
  const auto host = std::make_shared<OverlaySource>(change, base);
  const HostSnapshot snapshot = read_snapshot(*host);
  EXPECT_TRUE(host->diagnostics().empty()) << host->diagnostics().front().sentence;
  const Sample earlier = read_sample(*host, Instant{0}, snapshot.nics);
  const fs::path later_files = folder / "holdfast/later";
  if (!fs::exists(later_files)) {
    return audit({snapshot, earlier, earlier, profile_of(wanted.profile)});
  }
  OverlaySource later(open(later_files), host);
  const Sample second = read_sample(later, Instant{1'000'000'000}, snapshot.nics);
  return audit({snapshot, earlier, second, profile_of(wanted.profile)});
}

std::string listed(const std::vector<Finding>& findings) {
  std::string text = "findings:\n";
  for (const auto& finding : findings) {
    text += "  " + finding.rule + " " + finding.object + ": " + finding.sentence + '\n';
  }
  return text;
}

class AuditCase : public testing::TestWithParam<fs::path> {};

TEST_P(AuditCase, FindsWhatItsFileSays) {
  const auto wanted = read_case(GetParam());
  ASSERT_FALSE(wanted.base.empty()) << GetParam();
  ASSERT_FALSE(wanted.expectations.empty()) << GetParam();
  const auto findings = audit_of(GetParam(), wanted);
  for (const auto& expected : wanted.expectations) {
    const bool found = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.rule == expected.rule &&
             (expected.object.empty() || finding.object == expected.object);
    });
    EXPECT_EQ(found, expected.wanted) << expected.rule << ' ' << expected.object << '\n'
                                      << listed(findings);
  }
}

std::vector<fs::path> case_folders() {
  std::vector<fs::path> folders;
  for (const auto& rule : fs::directory_iterator(kSource / "tests/golden/audit")) {
    for (const auto& folder : fs::directory_iterator(rule.path())) folders.push_back(folder.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

INSTANTIATE_TEST_SUITE_P(Recorded, AuditCase, testing::ValuesIn(case_folders()),
                         [](const auto& instance) {
                           const fs::path& folder = instance.param;
                           std::string name = folder.parent_path().filename().string() + "_" +
                                              folder.filename().string();
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(AuditCases, EveryRuleHasACaseThatTriggersItAndOneThatNearlyDoes) {
  std::set<std::string> folders;
  for (const auto& folder : case_folders()) {
    folders.insert(folder.parent_path().filename().string() + "/" + folder.filename().string());
  }
  for (const auto& rule : audit_rules()) {
    const std::string id(rule.id);
    EXPECT_TRUE(folders.contains(id + "/triggers")) << id;
    EXPECT_TRUE(folders.contains(id + "/nearly")) << id;
  }
}

TEST(AuditCases, EveryRowOfTheTableIsComplete) {
  std::set<std::string_view> ids;
  for (const auto& rule : audit_rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id << " stands twice";
    EXPECT_FALSE(rule.sentence.empty()) << rule.id;
    EXPECT_FALSE(rule.why.empty()) << rule.id;
    EXPECT_FALSE(rule.shell.empty() && rule.policy.empty()) << rule.id;
    EXPECT_FALSE(rule.reference.empty()) << rule.id;
    EXPECT_TRUE(rule.check != nullptr) << rule.id;
  }
  for (int number = 1; number <= 25; ++number) {
    EXPECT_TRUE(std::any_of(audit_rules().begin(), audit_rules().end(),
                            [&](const Rule& rule) { return rule.number == number; }))
        << "no rule of group " << number;
  }
}

}  // namespace
}  // namespace holdfast
