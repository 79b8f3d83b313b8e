#include "policy/cpu_expression.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "policy/policy_test_host.h"

namespace holdfast {
namespace {

const std::map<std::string, CpuSet> kClasses = {
    {"irq", CpuSet{2, 3, 10, 11}}, {"trading", CpuSet{6, 7, 14}}, {"nothing", CpuSet{}}};

std::string cpus(std::string_view text, const char* nic = "eth0") {
  const auto host = policy_test_host();
  const auto set = evaluate_cpus(text, {host.topology, kClasses, host.find_nic(nic)});
  return set ? set->to_list() : "! " + set.error().sentence;
}

TEST(CpuExpression, ReadsListsClassesAndBuiltInSets) {
  EXPECT_EQ(cpus("2-3"), "2-3");
  EXPECT_EQ(cpus("0,2-3"), "0,2-3");
  EXPECT_EQ(cpus("0-6:1/2"), "0,2,4,6");
  EXPECT_EQ(cpus("@irq"), "2-3,10-11");
  EXPECT_EQ(cpus("irq"), "2-3,10-11");
  EXPECT_EQ(cpus("online"), "0-14");
  EXPECT_EQ(cpus("isolated"), "6-7,14");
  EXPECT_EQ(cpus("housekeeping"), "0-5,8-13");
  EXPECT_EQ(cpus("unisolated"), "0-5,8-13");
  EXPECT_EQ(cpus("node1"), "4-7,12-14");
  EXPECT_EQ(cpus("nic.node"), "0-3,8-11");
  EXPECT_EQ(cpus("nic.node", "eth1"), "4-7,12-14");
}

TEST(CpuExpression, AndBindsTighterThanOrAndWithoutAndElseLoosest) {
  EXPECT_EQ(cpus("0 | 4 & 0-3"), "0");
  EXPECT_EQ(cpus("(0 | 4) & 0-4"), "0,4");
  EXPECT_EQ(cpus("0-3 - 1 - 2"), "0,3");
  EXPECT_EQ(cpus("0-3 - (1 | 2)"), "0,3");
  EXPECT_EQ(cpus("irq, trading"), "2-3,6-7,10-11,14");
  EXPECT_EQ(cpus("irq-2"), "3,10-11");
  EXPECT_EQ(cpus("nothing else irq - 2"), "3,10-11");
  EXPECT_EQ(cpus("nothing else nothing else 5"), "5");
  EXPECT_EQ(cpus("0 else 5"), "0");
}

TEST(CpuExpression, KnowsThreadsOfACore) {
  EXPECT_EQ(cpus("smt(2)"), "2,10");
  EXPECT_EQ(cpus("smt(7)"), "7");  // its sibling is offline
  EXPECT_EQ(cpus("cores(2-3,10-12)"), "2-3,12");
}

TEST(CpuExpression, TakesACountOrAShare) {
  EXPECT_EQ(cpus("first(2 of online)"), "0-1");
  EXPECT_EQ(cpus("last(2 of online)"), "13-14");
  EXPECT_EQ(cpus("first(99 of irq)"), "2-3,10-11");
  EXPECT_EQ(cpus("first(1 per node of online)"), "0,4");
  EXPECT_EQ(cpus("first(50% of irq)"), "2-3");
  EXPECT_EQ(cpus("first(1% of irq)"), "2");  // a share is rounded up
  EXPECT_EQ(cpus("first(25% per node of online)"), "0-1,4-5");
}

TEST(CpuExpression, SaysWhichPartIsEmpty) {
  EXPECT_EQ(cpus("nic.node & irq", "eth1"),
            "! 'nic.node & irq' is empty on this host: nic.node is 4-7,12-14 and irq is 2-3,10-11");
  EXPECT_EQ(cpus("online & nothing"),
            "! 'online & nothing' is empty on this host: there is no CPU in nothing");
  EXPECT_EQ(cpus("smt(2-3 - irq)"),
            "! 'smt(2-3 - irq)' is empty on this host: 2-3 is 2-3 and irq is 2-3,10-11");
}

TEST(CpuExpression, NoneAllowsAnEmptySet) {
  EXPECT_EQ(cpus("nothing else none"), "");
  EXPECT_EQ(cpus("none"), "");
}

TEST(CpuExpression, NamesCpusThatAreOfflineOrNotThere) {
  EXPECT_EQ(cpus("14-16"),
            "! CPU 16 does not exist, CPU 15 is offline on this host, whose online CPUs are 0-14");
  EXPECT_EQ(cpus("15"), "! CPU 15 is offline on this host, whose online CPUs are 0-14");
  EXPECT_EQ(cpus("node2"), "! this host has no node 2; it has node0 node1");
}

TEST(CpuExpression, PointsAtWhatIsWrong) {
  const std::pair<const char*, std::size_t> cases[] = {{"", 0},
                                                       {"2-3 irq", 4},
                                                       {"(0-3", 4},
                                                       {"0-3 &", 5},
                                                       {"& 0", 0},
                                                       {"3-2", 0},
                                                       {"@", 1},
                                                       {"first(2 online)", 6},
                                                       {"first(0 of online)", 6},
                                                       {"smt()", 4},
                                                       {"0 ^ 1", 2},
                                                       {"first(101% of online)", 6},
                                                       {"else 2", 0}};
  for (const auto& [text, offset] : cases) {
    const auto node = parse_cpu_expression(text);
    ASSERT_FALSE(node) << text;
    EXPECT_EQ(node.error().offset, offset) << text << ": " << node.error().sentence;
  }
}

TEST(CpuExpression, IsBounded) {
  EXPECT_FALSE(parse_cpu_expression(std::string(40, '(') + "0" + std::string(40, ')')));
  std::string many = "0";
  for (int i = 0; i < 70; ++i) many += "|0";
  EXPECT_FALSE(parse_cpu_expression(many));
  EXPECT_FALSE(parse_cpu_expression(std::string(2000, ' ')));
}

RC_GTEST_PROP(CpuExpression, NeverMeansACpuThatIsNotOnline, ()) {
  static const std::vector<std::string> words{
      "0-3",      "irq", "online",    "node1", "nic.node", "smt(2)", "first(2 of online)",
      "isolated", "7",   "cores(irq)"};
  static const std::vector<std::string> signs{" & ", " | ", " - ", ", ", " else "};
  std::string text = *rc::gen::elementOf(words);
  const auto more = *rc::gen::inRange(0, 6);
  for (int i = 0; i < more; ++i) {
    text += *rc::gen::elementOf(signs) + *rc::gen::elementOf(words);
    if (*rc::gen::arbitrary<bool>()) text = "(" + text + ")";
  }
  const auto host = policy_test_host();
  const auto set = evaluate_cpus(text, {host.topology, kClasses, host.find_nic("eth1")});
  if (set) {
    RC_ASSERT(!set->empty());
    RC_ASSERT(set->is_subset_of(host.topology.online));
  } else {
    RC_ASSERT(set.error().is_empty);
  }
}

RC_GTEST_PROP(CpuExpression, AnyTextIsReadOrRefusedInsideIt, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("0123456789-,&|()@% abcdefilnorst.")));
  const auto node = parse_cpu_expression(text);
  if (!node) RC_ASSERT(node.error().offset <= text.size());
}

}  // namespace
}  // namespace holdfast
