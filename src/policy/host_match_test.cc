#include "policy/host_match.h"

#include <gtest/gtest.h>

#include "policy/parse_policy.h"
#include "policy/policy_test_host.h"

namespace holdfast {
namespace {

Policy policy(const std::string& file, const std::string& more) {
  const auto nothing = [](const std::string&) -> Result<std::string> {
    return "apiVersion: holdfast/v1\nname: base\n";
  };
  auto parsed = parse_policy(file, "apiVersion: holdfast/v1\nname: n\n" + more, nothing);
  EXPECT_FALSE(parsed.complaints.has_errors()) << parsed.complaints.errors_text();
  return parsed.policy;
}

std::string why(const std::string& match) {
  return mismatch_of(policy("p", "match: " + match + "\n").match, policy_test_host());
}

TEST(HostMatch, EveryKeyMustFitAndOneOfItsValues) {
  EXPECT_EQ(why("{hostname: \"md-*\"}"), "");
  EXPECT_EQ(why("{hostname: [web-1, md-7], driver: [ena, ice]}"), "");
  EXPECT_EQ(why("{virtualization: none, architecture: x86_64, kernel: \"6.*\"}"), "");
  EXPECT_EQ(why("{hostname: \"web-*\"}"), "it wants hostname web-*, this host has md-7");
  EXPECT_EQ(why("{driver: [ena, mlx5_core]}"),
            "it wants an interface with driver [ena, mlx5_core], this host has ice");
  EXPECT_EQ(why("{instance-type: c7i.*}"),
            "it wants instance-type c7i.*, this host has nothing known");
}

std::string nics(const std::string& match) {
  const auto host = policy_test_host();
  const auto rules = policy("p", "interfaces: [{match: " + match + "}]\n");
  std::string names;
  for (const Nic* nic : matching_nics(rules.interfaces[0].match, host)) names += nic->name + " ";
  return names;
}

TEST(HostMatch, AStarMeansInterfacesWithADevice) {
  EXPECT_EQ(nics("{name: \"*\"}"), "eth0 eth1 ");
  EXPECT_EQ(nics("{name: lo}"), "lo ");
  EXPECT_EQ(nics("{driver: ice, mac: \"*:03\"}"), "eth1 ");
  EXPECT_EQ(nics("{pci: \"0000:82:*\"}"), "eth0 ");
  EXPECT_EQ(nics("{driver: ena}"), "");
}

TEST(HostMatch, ABondStandsForItsMembers) { EXPECT_EQ(nics("{name: bond0}"), "eth0 eth1 "); }

TEST(HostMatch, TakesTheOnePolicyThatFits) {
  const auto chosen = choose_policy({policy("web", "match: {hostname: \"web-*\"}\n"),
                                     policy("md", "match: {hostname: \"md-*\"}\n")},
                                    policy_test_host());
  ASSERT_TRUE(chosen);
  EXPECT_EQ(*chosen, 1U);
}

TEST(HostMatch, RefusesTwoThatFitAndNamesBoth) {
  const auto chosen =
      choose_policy({policy("a.yaml", ""), policy("b.yaml", "")}, policy_test_host());
  ASSERT_FALSE(chosen);
  EXPECT_EQ(
      chosen.error().sentence,
      "2 policies are for this host (md-7): a.yaml, b.yaml; narrow the 'match' of all but one");
}

TEST(HostMatch, SaysWhatTheHostIsWhenNoneFits) {
  const auto chosen =
      choose_policy({policy("a.yaml", "match: {driver: ena}\n")}, policy_test_host());
  ASSERT_FALSE(chosen);
  EXPECT_EQ(chosen.error().sentence,
            "no policy here is for this host (md-7, drivers ice, no hypervisor, kernel 6.12.0); "
            "a.yaml: it wants an interface with driver ena, this host has ice");
}

TEST(HostMatch, AFileThatAnotherIncludesIsNoCandidate) {
  const auto chosen =
      choose_policy({policy("dir/base.yaml", ""), policy("dir/top.yaml", "include: base.yaml\n")},
                    policy_test_host());
  ASSERT_TRUE(chosen) << chosen.error().sentence;
  EXPECT_EQ(*chosen, 1U);
}

}  // namespace
}  // namespace holdfast
