// Every folder tests/golden/policy/<case> has a policy.yaml, perhaps files that it includes, and in
// expected.txt all that is said of it on policy_test_host(): complaints, else the demands and
// notes. UPDATE_GOLDEN=1 writes expected.txt anew.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "model/json_regime.h"
#include "policy/host_match.h"
#include "policy/parse_policy.h"
#include "policy/policy_test_host.h"
#include "policy/resolve.h"

namespace holdfast {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(HOLDFAST_SOURCE_DIR) / "tests/golden/policy";

std::vector<fs::path> cases() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(kCases)) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::string text_of_file(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string matched(const ThreadMatch& match) {
  return fmt::format("unit={} cgroup={} user={} exe={} comm={}", match.unit, match.cgroup,
                     match.user, match.exe, match.comm);
}

// A line for each demand; a file's content below it.
std::string text_of_demand(const Demand& demand) {
  std::string out = fmt::format("{}{}", name_of(demand.kind), demand.nic.empty() ? "" : " ");
  out += demand.nic + (demand.name.empty() ? "" : " " + demand.name);
  if (demand.match != ThreadMatch{}) out += " " + matched(demand.match);
  out += fmt::format(" <{}>", demand.place.line);
  if (demand.kind != SettingKind::file) return out + " = " + demand.value + "\n";
  out += ":\n";
  std::string_view rest = demand.value;
  while (const auto line = next_line(rest)) out += fmt::format("    | {}\n", *line);
  return out;
}

// What is the resident agent's and not the default.
std::string text_of_agent_keys(const Policy& policy) {
  std::string out;
  const auto& reconcile = policy.reconcile;
  if (!reconcile.allow.empty() || reconcile.retry_seconds != Reconcile{}.retry_seconds) {
    out += fmt::format("reconcile: retry after {} s, allow", reconcile.retry_seconds);
    for (const auto& glob : reconcile.allow) out += " " + glob.text;
    out += "\n";
  }
  if (policy.regime != RegimeSettings{}) out += "regime: " + to_json_line(policy.regime) + "\n";
  return out;
}

std::string said_of(const fs::path& folder) {
  const auto include = [&](const std::string& path) -> Result<std::string> {
    if (!fs::exists(folder / path)) return fail(ErrorCode::absent, "there is no such file");
    return text_of_file(folder / path);
  };
  auto parsed = parse_policy("policy.yaml", text_of_file(folder / "policy.yaml"), include);
  std::string out;
  ResolvedPolicy resolved;
  if (!parsed.complaints.has_errors()) {
    const auto host = policy_test_host();
    const auto why = mismatch_of(parsed.policy.match, host);
    if (!why.empty()) out += "not for this host: " + why + "\n";
    resolved = resolve(parsed.policy, host, {"/usr/bin/holdfast", "/etc/holdfast/policy.yaml"},
                       parsed.complaints);
  }
  for (const auto& complaint : parsed.complaints.all()) out += to_text(complaint) + "\n";
  if (parsed.complaints.has_errors()) return out;
  for (const auto& one : resolved.classes) {
    out += fmt::format("class {} = {}\n", one.name, one.cpus.to_list());
  }
  out += fmt::format("trading = {}\n", resolved.demands.trading.to_list());
  for (const auto& demand : resolved.demands.settings) out += text_of_demand(demand);
  for (const auto& demand : resolved.demands.command_line) {
    out += fmt::format("command line {}={}\n", demand.parameter, demand.value);
  }
  for (const auto& thread : resolved.threads) {
    out += fmt::format("thread {} on {} as {}\n", thread.name, thread.cpus.to_list(),
                       thread.scheduling);
  }
  out += text_of_agent_keys(parsed.policy);
  for (const auto& note : resolved.notes) out += "note: " + note + "\n";
  return out;
}

class PolicyCase : public testing::TestWithParam<fs::path> {};

TEST_P(PolicyCase, SaysWhatIsExpected) {
  const auto said = said_of(GetParam());
  const auto expected = GetParam() / "expected.txt";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(expected) << said;
  EXPECT_EQ(said, text_of_file(expected)) << "UPDATE_GOLDEN=1 writes " << expected;
}

std::string name_of_case(const testing::TestParamInfo<fs::path>& one) {
  auto name = one.param.filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, PolicyCase, testing::ValuesIn(cases()), name_of_case);

}  // namespace
}  // namespace holdfast
