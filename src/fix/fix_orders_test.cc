#include "fix/fix_orders.h"

#include <gtest/gtest.h>

#include "fix/fix_log_test_fixture.h"
#include "fix/fix_time.h"

namespace holdfast {
namespace {

// Whatever the order, its times are these but for `second`.
std::string head(std::string_view type, int second) {
  return fmt::format("35={0}|52=20260115-13:30:{1:02}.5|60=20260115-13:30:{1:02}", type, second);
}
std::string order(std::string_view id, std::string_view more = "", int second = 1) {
  return head("D", second) +
         fmt::format("|11={}|55=SYM|54=1|38=300|40=2|44=10.50|100=XNYS{}", id, more);
}
std::string report(std::string_view id, std::string_view child, std::string_view type,
                   std::string_view more = "", int second = 2) {
  return head("8", second) + fmt::format("|37=O1|17={}|11={}|150={}|39=0{}", id, child, type, more);
}

Result<FixTables> read(const std::vector<std::string>& bodies, FixOrderOptions options = {"h1"},
                       const std::string& prefix = "") {
  FixLog log;
  for (const auto& body : bodies) log.append(prefix + fix_message(body) + "\n");
  log.finish();
  FixOrders orders(options);
  for (;;) {
    const auto step = log.next();
    if (step == FixStep::end) return orders.tables();
    EXPECT_EQ(step, FixStep::message) << log.damage();
    if (step != FixStep::message) return fail(ErrorCode::malformed, log.damage());
    auto taken = orders.take(log.entry());
    if (!taken) return tl::unexpected(taken.error());
  }
}

std::string refusal(const std::vector<std::string>& bodies) {
  const auto tables = read(bodies);
  EXPECT_FALSE(tables);
  return tables ? "" : tables.error().sentence;
}

std::int64_t at(int second, bool is_sending = false) {
  return *parse_fix_time(fmt::format("20260115-13:30:{:02}{}", second, is_sending ? ".5" : ""));
}

TEST(FixOrders, AnOrderIsAChildAndWithoutAnotherItsOwnParent) {
  const auto tables =
      read({order("C1"), report("E1", "C1", "0"),
            report("E2", "C1", "F", "|32=300|31=10.49|14=300|151=0|851=1|30=XNYS", 3)});
  ASSERT_TRUE(tables) << tables.error().sentence;
  ASSERT_EQ(tables->children.size(), 1U);
  const auto& child = tables->children[0];
  EXPECT_EQ(child.id, "C1");
  EXPECT_EQ(child.parent, "C1");
  EXPECT_EQ(child.limit, "10.50");
  EXPECT_EQ(child.time_in_force, "0");
  EXPECT_EQ(child.decision_ns, at(1));
  EXPECT_EQ(child.send_ns, at(1, true));
  ASSERT_EQ(tables->parents.size(), 1U);
  EXPECT_EQ(tables->parents[0].quantity, "300");
  EXPECT_EQ(tables->parents[0].end_ns, at(3));
  ASSERT_EQ(tables->reports.size(), 2U);
  EXPECT_EQ(tables->reports[1].last_price, "10.49");
  EXPECT_EQ(tables->reports[1].liquidity, "A");
  EXPECT_EQ(tables->reports[1].venue_ns, at(3));
  EXPECT_EQ(tables->reports[1].user_ns, at(3, true));
}

TEST(FixOrders, TheLogsOwnTimeIsWhenItWasSentOrSeen) {
  const auto logged = parse_fix_time("20260115-13:30:04.000001");
  const std::string prefix = "20260115-13:30:04.000001 : ";
  auto tables = read({order("C1"), report("E1", "C1", "0")}, {"h1"}, prefix);
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->children[0].send_ns, logged);
  EXPECT_TRUE(tables->children[0].is_send_logged);
  EXPECT_EQ(tables->reports[0].user_ns, logged);
  EXPECT_EQ(tables->counts.without_log_time, 0U);
  tables = read({order("C1")}, {"h1", 0, false}, prefix);
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->children[0].send_ns, at(1, true));
  EXPECT_EQ(tables->counts.without_log_time, 1U);
  const auto local = read({order("C1")}, {"h1"}, "20260115-08:30:01 : ");
  ASSERT_FALSE(local);
  EXPECT_NE(local.error().sentence.find("-18000 s away from SendingTime"), std::string::npos)
      << local.error().sentence;
}

TEST(FixOrders, AReplacementIsAChildOfItsOwn) {
  const auto tables = read({order("C1", "|583=P1"), report("E1", "C1", "0"),
                            head("G", 3) + "|41=C1|11=C2|55=SYM|54=1|38=500|40=2|44=10.60",
                            report("E2", "C2", "5", "|41=C1|14=0|151=500", 4),
                            report("E3", "C2", "4", "|41=C2", 5)});
  ASSERT_TRUE(tables) << tables.error().sentence;
  ASSERT_EQ(tables->children.size(), 2U);
  EXPECT_EQ(tables->children[1].replaces, "C1");
  EXPECT_EQ(tables->children[1].parent, "P1");
  EXPECT_EQ(tables->children[1].venue, "XNYS");
  EXPECT_EQ(tables->children[1].limit, "10.60");
  ASSERT_EQ(tables->parents.size(), 1U);
  EXPECT_EQ(tables->parents[0].quantity, "500");  // what the venue accepted, not 800
  EXPECT_EQ(tables->counts.parents_made, 1U);
  std::vector<std::string> told;
  for (const auto& one : tables->reports) told.push_back(one.id + " " + one.child + " " + one.type);
  EXPECT_EQ(told, (std::vector<std::string>{"E1 C1 0", "E2+new C2 0", "E2 C1 5", "E3 C2 4"}));
}

TEST(FixOrders, ARefusedReplacementChangesNoQuantity) {
  const auto tables = read({order("C1"), head("G", 3) + "|41=C1|11=C2|55=SYM|54=1|38=500|40=2",
                            head("9", 4) + "|11=C2|41=C1|37=O1|39=0|434=2|58=too late"});
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->parents[0].quantity, "300");
  ASSERT_EQ(tables->reports.size(), 1U);
  EXPECT_EQ(tables->reports[0].child, "C2");
  EXPECT_EQ(tables->reports[0].type, "8");
  EXPECT_EQ(tables->reports[0].text, "too late");
}

TEST(FixOrders, ACancelIsOfTheOrderThatItCancels) {
  const auto tables = read({order("C1"), head("F", 3) + "|41=C1|11=X1|55=SYM|54=1",
                            report("E1", "X1", "6", "|41=C1"), report("E2", "X1", "4", "|41=C1")});
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->counts.cancels, 1U);
  EXPECT_EQ(tables->reports[0].child, "C1");
  EXPECT_EQ(tables->reports[1].child, "C1");
}

TEST(FixOrders, AnOrderThatOthersNameIsTheParent) {
  const auto tables =
      read({order("P1", "|847=VWAP|849=0.1", 0), order("C1", "|526=P1"), order("C2", "|526=P1", 2),
            report("E0", "P1", "0"), report("E1", "C2", "0", "", 6)});
  ASSERT_TRUE(tables);
  ASSERT_EQ(tables->parents.size(), 1U);
  EXPECT_EQ(tables->parents[0].quantity, "300");
  EXPECT_EQ(tables->parents[0].strategy, "VWAP");
  EXPECT_EQ(tables->parents[0].decision_ns, at(0));
  EXPECT_EQ(tables->parents[0].end_ns, at(6));
  EXPECT_EQ(tables->children.size(), 2U);
  EXPECT_EQ(tables->reports.size(), 1U);
  EXPECT_EQ(tables->counts.parent_reports, 1U);
  EXPECT_EQ(tables->counts.parents_made, 0U);
}

TEST(FixOrders, AReplacedParentIsOneParent) {
  const auto tables = read({order("P1", "", 0), order("C1", "|583=P1"),
                            head("G", 3) + "|41=P1|11=P2|55=SYM|54=1|38=900|40=2",
                            report("E1", "P2", "5", "|41=P1", 4), order("C2", "|583=P2", 5)});
  ASSERT_TRUE(tables);
  ASSERT_EQ(tables->parents.size(), 1U);
  EXPECT_EQ(tables->parents[0].id, "P1");
  EXPECT_EQ(tables->parents[0].quantity, "900");
  ASSERT_EQ(tables->children.size(), 2U);
  EXPECT_EQ(tables->children[1].parent, "P1");
  EXPECT_TRUE(tables->reports.empty());
}

TEST(FixOrders, TheParentsTagMayBeTheDesksOwn) {
  const auto tables = read({order("C1", "|5001=P7|583=Q")}, {"h1", 5001});
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->children[0].parent, "P7");
}

TEST(FixOrders, ExecTransTypeOfFix42SaysWhatBecomesOfAFill) {
  const auto tables =
      read({report("E1", "C1", "1", "|20=0|32=1|31=2"), report("E2", "C1", "2", "|20=1|19=E1"),
            report("E3", "C1", "2", "|20=2|19=E1"), report("0", "C1", "0", "|20=3")});
  ASSERT_TRUE(tables);
  ASSERT_EQ(tables->reports.size(), 3U);
  EXPECT_EQ(tables->reports[0].type, "1");
  EXPECT_EQ(tables->reports[1].type, "H");
  EXPECT_EQ(tables->reports[2].type, "G");
  EXPECT_EQ(tables->reports[2].reference, "E1");
  EXPECT_EQ(tables->counts.states, 1U);
}

TEST(FixOrders, FeesAreAmounts) {
  const auto fee = [](const char* fields) {
    const auto tables = read({report("E1", "C1", "F", std::string("|32=200|31=10") + fields)});
    EXPECT_TRUE(tables);
    return tables ? tables->reports[0].fee : "";
  };
  EXPECT_EQ(fee(""), "");
  EXPECT_EQ(fee("|12=1.5|13=3"), "1.5");
  EXPECT_EQ(fee("|12=0.01|13=1"), "2");
  EXPECT_EQ(fee("|12=0.5|13=2"), "10");
  EXPECT_EQ(fee("|12=1|13=3|136=2|137=-0.25|138=USD|137=0.5"), "1.25");
}

TEST(FixOrders, WhatIsSentAgainIsPassedOver) {
  const auto tables = read({order("C1"), order("C1", "|43=Y"), report("E1", "C1", "0"),
                            report("E1", "C1", "0", "|97=Y")});
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->children.size(), 1U);
  EXPECT_EQ(tables->reports.size(), 1U);
  EXPECT_EQ(tables->counts.repeated, 2U);
}

TEST(FixOrders, CountsWhatItDoesNotRead) {
  const auto tables = read({order("C1"), head("0", 1), head("AB", 1), head("AB", 2)});
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->counts.others, 1U);
  EXPECT_EQ(tables->counts.unread.at("AB"), 2U);
}

TEST(FixOrders, RefusesWithTheLineTheFieldAndTheValue) {
  EXPECT_EQ(refusal({head("D", 1) + "|11=C1|54=1|38=1|40=1"}),
            "line 1: 35=D: Symbol (55) is missing");
  EXPECT_EQ(refusal({head("D", 1) + "|11=C1|55=S|54=1|152=1|40=1"}),
            "line 1: 35=D: OrderQty (38) is missing");
  EXPECT_EQ(refusal({order("C1"), order("C2", "|38=9"), order("C1")}).substr(0, 44),
            "line 3: 35=D: ClOrdID (11) C1 is also that o");
  EXPECT_EQ(refusal({head("D", 1) + "|11=C1|55=S|54=8|38=1"}).substr(0, 52),
            "line 1: 35=D: Side (54) is \"8\", which neither buys n");
  EXPECT_EQ(refusal({report("E1", "C1", "F", "|32=1e3")}),
            "line 1: 35=8: LastQty (32) is \"1e3\", which is no number from 0 up");
  EXPECT_EQ(refusal({"35=D|52=2026|11=C1|55=S|54=1|38=1"}),
            "line 1: 35=D: SendingTime (52) is \"2026\", which is no UTCTimestamp as "
            "20260115-13:30:00.123456");
  EXPECT_EQ(refusal({order("C1", "|583=P"), head("D", 2) + "|11=C2|55=SYM|54=2|38=1|583=P"})
                .substr(0, 45),
            "line 2: order C2 of parent P is of another sy");
}

}  // namespace
}  // namespace holdfast
