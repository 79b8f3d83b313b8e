#include "apply/ended_applies.h"

#include <gtest/gtest.h>

#include "apply/journal.h"
#include "apply/journal_folder.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

struct World {
  TemporaryFolder scratch;
  JournalFolders folders{scratch.at("run/applies"), scratch.at("lib/applies")};
  EndedApplies ended{folders.runtime};

  JournalBegin begin_of(std::uint64_t id, JournalKind kind) const {
    JournalBegin begin;
    begin.id = id;
    begin.kind = kind;
    begin.at = "2026-05-01T14:03:07Z";
    if (kind == JournalKind::apply) {
      begin.plan.demands.policy = "md-gateway";
      begin.plan.demands.version = "7";
    }
    return begin;
  }
};

Step sysctl_step() {
  Step step;
  step.object.kind = SettingKind::sysctl;
  step.object.name = "net.core.somaxconn";
  step.before = "128";
  step.after = "4096";
  return step;
}

TEST(EndedApplies, WithoutAFolderThereAreNone) {
  World world;
  EXPECT_TRUE(world.ended.poll().empty());
}

TEST(EndedApplies, AnApplyIsToldOnceAndOnlyWhenItHasEnded) {
  World world;
  auto files = new_journal_files(world.folders, 17);
  Journal journal(files.runtime, files.persistent);
  ASSERT_TRUE(journal.begin(world.begin_of(17, JournalKind::apply)));
  EXPECT_TRUE(world.ended.poll().empty());
  ASSERT_TRUE(journal.step_begin(sysctl_step()));
  ASSERT_TRUE(journal.step_done(1));
  ASSERT_TRUE(journal.step_begin(sysctl_step()));
  ASSERT_TRUE(journal.step_failed(2, "EINVAL"));
  EXPECT_TRUE(world.ended.poll().empty());
  ASSERT_TRUE(journal.end(Ending::rolled_back, "put back"));
  const auto told = world.ended.poll();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].journal, "17 2026-05-01T14:03:07Z");
  EXPECT_EQ(told[0].begun_ns, 1'777'644'187'000'000'000);
  EXPECT_GT(told[0].ended_ns.value_or(0), 1'700'000'000'000'000'000);
  EXPECT_EQ(told[0].outcome, "rolled-back");
  EXPECT_EQ(told[0].policy, "md-gateway");
  EXPECT_EQ(told[0].policy_version, "7");
  EXPECT_EQ(told[0].steps, 1U);
  EXPECT_EQ(told[0].differences, 1U);
  EXPECT_TRUE(world.ended.poll().empty());
}

TEST(EndedApplies, ThoseOfBeforeAreToldByRisingNumberAndARollbackIsToldApart) {
  World world;
  for (const std::uint64_t id : {9U, 10U}) {
    auto files = new_journal_files(world.folders, id);
    Journal journal(files.runtime, files.persistent);
    ASSERT_TRUE(
        journal.begin(world.begin_of(id, id == 9 ? JournalKind::apply : JournalKind::rollback)));
    ASSERT_TRUE(journal.end(Ending::done, ""));
  }
  world.scratch.write("run/applies/11.jsonl", "{\"what\":\"begin\"\n{\"what\":\"end\"");
  world.scratch.write("run/applies/notes.jsonl", "");
  const auto told = world.ended.poll();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].outcome, "done");
  EXPECT_EQ(told[1].outcome, "rollback-done");
}

}  // namespace
}  // namespace holdfast
