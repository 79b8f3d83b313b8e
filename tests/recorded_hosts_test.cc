// Every host of tests/hosts is read from its files; its map of vectors to queues is compared with
// expected_vectors.txt, which was written by hand from the drivers' rules, not by this program.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/text.h"
#include "host/folder_source.h"
#include "host/snapshot.h"
#include "model/json.h"
#include "plan/audit.h"
#include "plan/vector_verdict.h"

namespace holdfast {
namespace {

namespace fs = std::filesystem;

const fs::path kHosts = fs::path(HOLDFAST_SOURCE_DIR) / "tests/hosts";

std::vector<fs::path> recorded_hosts() {
  std::vector<fs::path> hosts;
  for (const auto& entry : fs::directory_iterator(kHosts)) {
    if (fs::is_directory(entry.path() / "root" / "proc")) hosts.push_back(entry.path());
  }
  std::sort(hosts.begin(), hosts.end());
  return hosts;
}

HostSnapshot snapshot_of(const fs::path& host) {
  auto source = FolderSource::open((host / "root").string());
  EXPECT_TRUE(source) << source.error().sentence;
  return read_snapshot(**source);
}

std::string queues_text(const std::vector<QueueIndex>& queues) {
  std::string text;
  for (const auto queue : queues) {
    text += (text.empty() ? "" : ",") + std::to_string(queue.value);
  }
  return text.empty() ? "-" : text;
}

class RecordedHost : public testing::TestWithParam<fs::path> {};

TEST_P(RecordedHost, MapsItsVectorsToQueuesAsTheDriverDoes) {
  const auto host = snapshot_of(GetParam());
  std::ifstream file(GetParam() / "expected_vectors.txt");
  int compared = 0;
  for (std::string line; std::getline(file, line);) {
    const auto words = words_of(line);
    if (words.empty() || words[0].starts_with('#')) continue;
    ASSERT_EQ(words.size(), 5U) << line;
    const auto irq = parse_number<std::uint32_t>(words[0]);
    ASSERT_TRUE(irq) << line;
    const Vector* vector = host.find_vector(IrqNumber{*irq});
    ASSERT_NE(vector, nullptr) << line;
    const std::string nic = vector->nic.empty() ? "-" : vector->nic;
    EXPECT_EQ(nic, words[1]) << line << "  action " << vector->action;
    EXPECT_EQ(name_of(vector->role), words[2]) << line << "  action " << vector->action;
    EXPECT_EQ(queues_text(vector->rx_queues), words[3]) << line << "  action " << vector->action;
    EXPECT_EQ(queues_text(vector->tx_queues), words[4]) << line << "  action " << vector->action;
    ++compared;
  }
  EXPECT_GT(compared, 0) << "no expectation in " << GetParam();
}

TEST_P(RecordedHost, IsReadWithoutAMalformedByte) {
  const auto host = snapshot_of(GetParam());
  for (const auto& item : host.diagnostics) {
    EXPECT_NE(item.code, ErrorCode::malformed)
        << item.path << ':' << item.line << ' ' << item.sentence;
  }
  EXPECT_FALSE(host.topology.online.empty());
  EXPECT_FALSE(host.nics.empty());
}

TEST_P(RecordedHost, GivesTheSameBytesTwice) {
  EXPECT_EQ(to_json(snapshot_of(GetParam())), to_json(snapshot_of(GetParam())));
}

// The rules that speak of the vector, by the files that they cite.
std::set<std::string> rules_about(const std::vector<Finding>& findings, IrqNumber irq) {
  const auto path = "/proc/irq/" + std::to_string(irq.value) + "/effective_affinity_list";
  std::set<std::string> rules;
  for (const auto& finding : findings) {
    for (const auto& evidence : finding.evidence) {
      if (evidence.source == path) rules.insert(finding.rule);
    }
  }
  return rules;
}

TEST_P(RecordedHost, GetsTheSameVerdictOnEachVectorFromShowAndFromTheAudit) {
  const std::map<VectorVerdict, std::set<std::string>> kRules{
      {VectorVerdict::pending, {"affinity-pending"}},
      {VectorVerdict::isolated_cpu, {"vector-on-isolated", "vector-on-nohz-full"}},
      {VectorVerdict::beside_isolated, {"vector-beside-isolated"}},
      {VectorVerdict::far_node, {"vector-remote-node"}},
      {VectorVerdict::any_cpu, {"vector-all-cpus"}},
      {VectorVerdict::shared_cpu, {"vectors-share-cpu"}},
  };
  const auto source = FolderSource::open((GetParam() / "root").string());
  ASSERT_TRUE(source);
  const auto host = read_snapshot(**source);
  const auto sample = read_sample(**source, Instant{0}, host.nics);
  const auto findings = audit({host, sample, sample, profile_of(ProfileName::any)});
  std::set<std::string> placement;
  for (const auto& [verdict, rules] : kRules) placement.insert(rules.begin(), rules.end());
  for (const auto& vector : host.vectors) {
    const auto verdict = verdict_of(host, vector);
    if (verdict == VectorVerdict::not_judged) continue;
    auto about = rules_about(findings, vector.irq);
    std::erase_if(about, [&](const std::string& rule) { return !placement.contains(rule); });
    const auto wanted = kRules.find(verdict);
    const std::string words(name_of(verdict));
    if (wanted == kRules.end()) {
      EXPECT_TRUE(about.empty()) << vector.action << " is " << words << ", but " << *about.begin();
      continue;
    }
    const bool told = std::any_of(about.begin(), about.end(), [&](const std::string& rule) {
      return wanted->second.contains(rule);
    });
    EXPECT_TRUE(told) << vector.action << " is " << words << ", which the audit does not say";
  }
}

// Writes to one file, each with what it would write.
std::map<std::string, std::set<std::string>> writes_of(const std::vector<Finding>& findings) {
  std::map<std::string, std::set<std::string>> writes;
  for (const auto& finding : findings) {
    for (const auto line : split(finding.fix.shell, '\n')) {
      const auto words = words_of(line);
      if (words.size() >= 4 && words[0] == "echo" && words[2] == ">") {
        writes[std::string(words[3])].insert(std::string(words[1]));
      }
    }
  }
  return writes;
}

TEST_P(RecordedHost, GetsFixesThatAgreeWithEachOther) {
  const auto source = FolderSource::open((GetParam() / "root").string());
  ASSERT_TRUE(source);
  const auto host = read_snapshot(**source);
  const auto sample = read_sample(**source, Instant{0}, host.nics);
  for (const auto name :
       {ProfileName::any, ProfileName::trading, ProfileName::ena_trading, ProfileName::high_pps}) {
    for (const auto& [path, values] : writes_of(audit({host, sample, sample, profile_of(name)}))) {
      EXPECT_EQ(values.size(), 1U) << path << " under " << name_of(name);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, RecordedHost, testing::ValuesIn(recorded_hosts()),
                         [](const auto& instance) {
                           std::string name = instance.param.filename().string();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace holdfast
