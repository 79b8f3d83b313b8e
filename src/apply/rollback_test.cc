#include "apply/rollback.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

Setting sysctl(const std::string& name, const std::string& value) {
  Setting setting;
  setting.object.kind = SettingKind::sysctl;
  setting.object.name = name;
  setting.value = value;
  return setting;
}

StoredJournal applied(std::uint64_t id, std::vector<Setting> before) {
  StoredJournal stored;
  stored.id = id;
  stored.record.begun = true;
  stored.record.begin.id = id;
  stored.record.begin.boot_id = "now";
  stored.record.begin.before = std::move(before);
  stored.record.ending = Ending::done;
  return stored;
}

StoredJournal undone(std::uint64_t id, std::vector<std::uint64_t> undoes) {
  auto stored = applied(id, {});
  stored.record.begin.kind = JournalKind::rollback;
  stored.record.begin.undoes = std::move(undoes);
  return stored;
}

TEST(ChooseRollback, TakesTheLastFinishedApply) {
  std::vector<StoredJournal> journals{applied(1, {sysctl("a", "1")}),
                                      applied(2, {sysctl("b", "2")})};
  auto failed = applied(3, {sysctl("c", "3")});
  failed.record.ending = Ending::rolled_back;
  journals.push_back(failed);
  const auto choice = choose_rollback(journals, {}, "now");
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->ids, std::vector<std::uint64_t>{2});
  EXPECT_EQ(choice->before, std::vector<Setting>{sysctl("b", "2")});
}

TEST(ChooseRollback, DoesNothingTheSecondTime) {
  const std::vector<StoredJournal> journals{applied(1, {sysctl("a", "1")}),
                                            applied(2, {sysctl("b", "2")}), undone(3, {2})};
  const auto choice = choose_rollback(journals, {}, "now");
  ASSERT_TRUE(choice);
  EXPECT_NE(choice->already.find("apply 2 is rolled back already"), std::string::npos);
  const auto none = choose_rollback({}, {}, "now");
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->already.empty());
}

TEST(ChooseRollback, RefusesWhatALaterApplyStandsOn) {
  std::vector<StoredJournal> journals{applied(1, {sysctl("a", "1"), sysctl("b", "1")}),
                                      applied(2, {sysctl("a", "2"), sysctl("c", "2")})};
  const auto refused = choose_rollback(journals, {1}, "now");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().sentence,
            "apply 2 stands on apply 1 (both set sysctl a); name both: holdfast rollback 1 2");
  const auto both = choose_rollback(journals, {2, 1}, "now");
  ASSERT_TRUE(both);
  EXPECT_EQ(both->before,
            (std::vector<Setting>{sysctl("a", "1"), sysctl("b", "1"), sysctl("c", "2")}));
  journals.push_back(undone(3, {2}));
  EXPECT_TRUE(choose_rollback(journals, {1}, "now"));
}

TEST(ChooseRollback, OfOtherSettingsNeedsNoOrder) {
  const std::vector<StoredJournal> journals{applied(1, {sysctl("a", "1")}),
                                            applied(2, {sysctl("b", "2")})};
  EXPECT_TRUE(choose_rollback(journals, {1}, "now"));
}

TEST(ChooseRollback, RefusesWhatItCannotUndo) {
  auto unfinished = applied(1, {});
  unfinished.record.ending.reset();
  auto failed = applied(2, {});
  failed.record.ending = Ending::rolled_back;
  const std::vector<StoredJournal> journals{unfinished, failed, undone(3, {})};
  for (const std::uint64_t id : {1U, 2U, 3U, 4U}) {
    const auto choice = choose_rollback(journals, {id}, "now");
    ASSERT_FALSE(choice) << id;
    EXPECT_EQ(choice.error().code, ErrorCode::usage);
    EXPECT_NE(choice.error().sentence.find(std::to_string(id)), std::string::npos);
  }
}

TEST(ChooseRollback, OfAnEarlierBootIsFilesAlone) {
  auto file = sysctl("/etc/x", "old");
  file.object.kind = SettingKind::file;
  const std::vector<StoredJournal> journals{applied(1, {sysctl("a", "1"), file})};
  const auto choice = choose_rollback(journals, {}, "later");
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->before, std::vector<Setting>{file});
  const auto nothing = choose_rollback({applied(1, {sysctl("a", "1")})}, {}, "later");
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->already.empty());
}

}  // namespace
}  // namespace holdfast
