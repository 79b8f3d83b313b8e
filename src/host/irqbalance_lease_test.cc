#include "host/irqbalance_lease.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>

#include "host/temporary_folder.h"

namespace holdfast {
namespace {

IrqList irqs(std::string_view text) { return *parse_ban_list(text); }
Instant at(double seconds) { return {static_cast<std::int64_t>(seconds * 1e9)}; }

/// A daemon whose list can be lost, refused, or changed by others.
class FakeBans final : public IrqbalanceBans {
 public:
  std::optional<ThreadId> daemon() override { return pid; }
  Result<IrqList> read(ThreadId) override {
    if (deaf) return fail(ErrorCode::failed, "does not answer");
    return banned;
  }
  Result<void> replace(ThreadId, const IrqList& list) override {
    if (deaf) return fail(ErrorCode::failed, "does not answer");
    banned = list;
    ++writes;
    return {};
  }
  void restart(std::uint32_t new_pid, const IrqList& configured) {
    pid = ThreadId{new_pid};
    banned = configured;
  }

  std::optional<ThreadId> pid = ThreadId{100};
  IrqList banned;
  bool deaf = false;
  int writes = 0;
};

class IrqbalanceLeaseTurns : public testing::Test {
 protected:
  void appear(std::string_view socket) { folder_.write("irqbalance/" + std::string(socket), ""); }

  static std::string made(const TemporaryFolder& folder) {
    folder.make_folder("irqbalance");
    return folder.at("irqbalance");
  }

  TemporaryFolder folder_;
  FakeBans bans_;
  IrqbalanceLease lease_{bans_, irqs("38-39"), made(folder_)};
};

TEST_F(IrqbalanceLeaseTurns, AddOursToWhatOthersBanned) {
  bans_.banned = irqs("7");
  EXPECT_EQ(lease_.do_work(at(0)), LeaseState::held);
  EXPECT_EQ(to_text(bans_.banned), "7,38-39");
  EXPECT_EQ(bans_.writes, 1);
}

TEST_F(IrqbalanceLeaseTurns, WriteNothingWhenAllIsHeld) {
  bans_.banned = irqs("38-41");
  EXPECT_EQ(lease_.do_work(at(0)), LeaseState::held);
  EXPECT_EQ(lease_.do_work(at(6)), LeaseState::held);
  EXPECT_EQ(bans_.writes, 0);
}

TEST_F(IrqbalanceLeaseTurns, AskTheDaemonOnlyWhenThePollIsDue) {
  lease_.do_work(at(0));
  lease_.do_work(at(1));
  lease_.do_work(at(4.9));
  EXPECT_EQ(lease_.counters().turns, 1U);
  lease_.do_work(at(5));
  EXPECT_EQ(lease_.counters().turns, 2U);
}

TEST_F(IrqbalanceLeaseTurns, GiveTheBansAgainAtOnceWhenADaemonMakesItsSocket) {
  lease_.do_work(at(0));
  bans_.restart(101, irqs("7"));
  appear("irqbalance101.sock");
  EXPECT_EQ(lease_.do_work(at(0.1)), LeaseState::held);
  EXPECT_EQ(to_text(bans_.banned), "7,38-39");
  EXPECT_EQ(lease_.counters().restarts, 1U);
}

TEST_F(IrqbalanceLeaseTurns, SeeARestartAlsoWhenTheFolderWentAwayMeanwhile) {
  lease_.do_work(at(0));
  std::filesystem::remove_all(folder_.at("irqbalance"));
  bans_.pid.reset();
  EXPECT_EQ(lease_.do_work(at(0.1)), LeaseState::no_daemon);
  folder_.make_folder("irqbalance");
  lease_.do_work(at(0.2));
  bans_.restart(102, {});
  appear("irqbalance102.sock");
  EXPECT_EQ(lease_.do_work(at(0.3)), LeaseState::held);
  EXPECT_EQ(to_text(bans_.banned), "38-39");
  EXPECT_EQ(lease_.counters().restarts, 1U);
}

TEST_F(IrqbalanceLeaseTurns, FindBansThatWereDroppedByTheSlowPoll) {
  lease_.do_work(at(0));
  bans_.banned = irqs("9");
  EXPECT_EQ(lease_.do_work(at(5.5)), LeaseState::held);
  EXPECT_EQ(to_text(bans_.banned), "9,38-39");
  EXPECT_EQ(lease_.counters().lost, 1U);
  EXPECT_EQ(lease_.counters().restarts, 0U);
}

TEST_F(IrqbalanceLeaseTurns, AskADeafDaemonEachTurnUntilItAnswers) {
  bans_.deaf = true;
  EXPECT_EQ(lease_.do_work(at(0)), LeaseState::refused);
  EXPECT_EQ(lease_.error().sentence, "does not answer");
  bans_.deaf = false;
  EXPECT_EQ(lease_.do_work(at(0.5)), LeaseState::held);
  EXPECT_EQ(lease_.counters().errors, 1U);
  EXPECT_EQ(lease_.counters().lost, 0U);
}

TEST_F(IrqbalanceLeaseTurns, WakeWhoWaitsOnTheWatch) {
  pollfd waiting{lease_.wake_fd(), POLLIN, 0};
  EXPECT_EQ(poll(&waiting, 1, 0), 0);
  appear("irqbalance103.sock");
  EXPECT_EQ(poll(&waiting, 1, 0), 1);
  lease_.do_work(at(0));
  EXPECT_EQ(poll(&waiting, 1, 0), 0);
}

TEST_F(IrqbalanceLeaseTurns, FollowInterruptsThatGotOtherNumbers) {
  bans_.banned = irqs("7,39");
  lease_.do_work(at(0));
  lease_.hold(irqs("50-51"));
  EXPECT_EQ(lease_.do_work(at(0.1)), LeaseState::held);
  EXPECT_EQ(to_text(bans_.banned), "7,39,50-51");
  EXPECT_EQ(lease_.counters().lost, 0U);
  EXPECT_TRUE(lease_.release());
  EXPECT_EQ(to_text(bans_.banned), "7,39");
}

TEST_F(IrqbalanceLeaseTurns, LiftOnReleaseOnlyWhatTheyAdded) {
  bans_.banned = irqs("7,38");
  lease_.do_work(at(0));
  bans_.banned = irqs("7,11,38-39");  // another joined meanwhile
  EXPECT_TRUE(lease_.release());
  EXPECT_EQ(to_text(bans_.banned), "7,11,38");
}

TEST_F(IrqbalanceLeaseTurns, LiftNothingFromADaemonThatTheyDidNotTell) {
  lease_.do_work(at(0));
  bans_.restart(104, irqs("38-39"));
  EXPECT_TRUE(lease_.release());
  EXPECT_EQ(to_text(bans_.banned), "38-39");
}

TEST(IrqList, IsTextBothWays) {
  for (const auto* text : {"", "7", "38-39,41", "0,9000-9002"}) {
    EXPECT_EQ(to_text(*parse_ban_list(text)), text);
  }
  EXPECT_EQ(to_text(irqs("5,4,4-6")), "4-6");
}

TEST(IrqList, OfOtherTextIsRefused) {
  for (const auto* text : {"x", "1-", "3-1", "1,,2", "0-4294967295"}) {
    EXPECT_FALSE(parse_ban_list(text)) << text;
  }
}

}  // namespace
}  // namespace holdfast
