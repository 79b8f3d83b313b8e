#include "apply/journal.h"

#include <gtest/gtest.h>

#include "apply/journal_folder.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

class MemorySink final : public JournalSink {
 public:
  Result<void> append(std::string_view line) override {
    text += line;
    return {};
  }
  std::string text;
};

SettingObject sysctl(const std::string& name) {
  SettingObject object;
  object.kind = SettingKind::sysctl;
  object.name = name;
  return object;
}
SettingObject file(const std::string& path) {
  SettingObject object;
  object.kind = SettingKind::file;
  object.name = path;
  return object;
}
SettingObject vector() {
  SettingObject object;
  object.kind = SettingKind::vector;
  object.nic = "eth0";
  object.name = "rx 3";
  object.irq = IrqNumber{38};
  object.device = "0000:81:00.0";
  object.msi_index = 4;
  return object;
}
Step step(SettingObject object, const std::string& before, const std::string& after) {
  Step out;
  out.number = 1;
  out.object = std::move(object);
  out.before = before;
  out.after = after;
  return out;
}

JournalBegin some_begin() {
  JournalBegin begin;
  begin.id = 17;
  begin.boot_id = "6f1c";
  begin.at = "2026-05-01T14:03:07Z";
  begin.who = {0, 123, "holdfast apply \"x\"\n"};
  begin.plan.hostname = "md-1";
  begin.plan.demands.policy = "md-gateway";
  begin.plan.steps = {step(sysctl("net.core.somaxconn"), "128", "4096")};
  begin.before = {{sysctl("net.core.somaxconn"), "128", std::nullopt},
                  {vector(), "0-7", CpuSet{3}},
                  {file("/etc/sysctl.d/90-x.conf"), "a = \"1\"\nb\n", std::nullopt}};
  return begin;
}

JournalRecord parsed(const std::string& text) {
  auto record = parse_journal(text, "j");
  EXPECT_TRUE(record) << record.error().sentence;
  return record ? *record : JournalRecord();
}

TEST(Journal, ReadsBackWhatItWrote) {
  MemorySink runtime, files;
  Journal journal(runtime, files);
  const auto begin = some_begin();
  ASSERT_TRUE(journal.begin(begin));
  ASSERT_TRUE(journal.step_begin(begin.plan.steps[0]));
  ASSERT_TRUE(journal.step_done(1));
  ASSERT_TRUE(journal.step_begin(step(vector(), "0-7", "2")));
  ASSERT_TRUE(journal.step_failed(2, "ENOSPC: no vector left"));
  ASSERT_TRUE(journal.back("eth0 rx 3: ENOSPC"));
  ASSERT_TRUE(journal.step_begin(step(vector(), "2", "0-7")));
  ASSERT_TRUE(journal.end(Ending::rolled_back, "put back"));
  const auto record = parsed(runtime.text);
  EXPECT_EQ(record.begin, begin);
  ASSERT_EQ(record.steps.size(), 3U);
  EXPECT_EQ(record.steps[0].state, StepState::done);
  EXPECT_EQ(record.steps[1].state, StepState::failed);
  EXPECT_EQ(record.steps[1].why, "ENOSPC: no vector left");
  EXPECT_EQ(record.steps[2].state, StepState::begun);
  EXPECT_FALSE(record.steps[1].back);
  EXPECT_TRUE(record.steps[2].back);
  EXPECT_EQ(record.ending, Ending::rolled_back);
  EXPECT_EQ(record.sound_bytes, runtime.text.size());
  EXPECT_EQ(record.torn, "");
}

TEST(Journal, KeepsFilesAloneInTheSecondOne) {
  MemorySink runtime, files;
  Journal journal(runtime, files);
  ASSERT_TRUE(journal.begin(some_begin()));
  ASSERT_TRUE(journal.step_begin(step(sysctl("net.core.somaxconn"), "128", "4096")));
  ASSERT_TRUE(journal.step_begin(step(file("/etc/sysctl.d/90-x.conf"), "", "b\n")));
  ASSERT_TRUE(journal.step_done(2));
  const auto record = parsed(files.text);
  ASSERT_EQ(record.begin.before.size(), 1U);
  EXPECT_EQ(record.begin.before[0].value, "a = \"1\"\nb\n");
  ASSERT_EQ(record.steps.size(), 1U);
  EXPECT_EQ(record.steps[0].number, 2U);
  EXPECT_EQ(record.steps[0].state, StepState::done);
  EXPECT_FALSE(record.finished());
}

TEST(Journal, WithoutFilesThereIsNoSecondOne) {
  MemorySink runtime, files;
  Journal journal(runtime, files);
  auto begin = some_begin();
  begin.before.pop_back();
  ASSERT_TRUE(journal.begin(begin));
  ASSERT_TRUE(journal.end(Ending::done, ""));
  EXPECT_EQ(files.text, "");
}

TEST(Journal, WithItsLastLineTornAnywhereTellsSo) {
  MemorySink runtime, files;
  Journal journal(runtime, files);
  ASSERT_TRUE(journal.begin(some_begin()));
  const auto whole = runtime.text.size();
  ASSERT_TRUE(journal.step_begin(step(vector(), "0-7", "2")));
  for (std::size_t size = whole + 1; size < runtime.text.size(); ++size) {
    const auto record = parsed(runtime.text.substr(0, size));
    EXPECT_TRUE(record.begun);
    EXPECT_TRUE(record.steps.empty());
    EXPECT_EQ(record.sound_bytes, whole);
    EXPECT_NE(record.torn.find("j:2:"), std::string::npos) << record.torn;
  }
  EXPECT_FALSE(parsed(runtime.text.substr(0, whole / 2)).begun);
  EXPECT_FALSE(parsed("").begun);
}

TEST(Journal, CorruptInItsMiddleNamesFileAndLine) {
  MemorySink runtime, files;
  Journal journal(runtime, files);
  ASSERT_TRUE(journal.begin(some_begin()));
  ASSERT_TRUE(journal.end(Ending::done, "done"));
  for (const std::string wrong :
       {"{", "[]", "{\"what\":\"fly\"}", "{\"what\":\"step-done\",\"number\":9}",
        "{\"what\":\"step-begin\",\"number\":1,\"step\":7}", "{\"what\":\"begin\"}", "", "\xff"}) {
    const auto middle = runtime.text.find('\n') + 1;
    auto text = runtime.text;
    text.insert(middle, wrong + "\n");
    const auto record = parse_journal(text, "/run/17.jsonl");
    ASSERT_FALSE(record) << wrong;
    EXPECT_TRUE(record.error().sentence.starts_with("/run/17.jsonl:2: "))
        << record.error().sentence;
  }
}

TEST(Journal, ThatNestsDeepIsRefusedAndNotFollowed) {
  const std::string deep(1'000'000, '[');
  EXPECT_FALSE(parse_journal(deep + "\n\n", "j"));
  EXPECT_FALSE(parse_journal("{\"what\":" + deep + "\n\n", "j"));
}

TEST(JournalFolders, HoldWhatWasWrittenAndGoOnWithIt) {
  const TemporaryFolder folder;
  const JournalFolders folders{folder.at("run/applies"), folder.at("lib/applies")};
  EXPECT_EQ(next_journal_id(folders), 1U);
  {
    auto files = new_journal_files(folders, 1);
    Journal journal(files.runtime, files.persistent);
    EXPECT_FALSE(std::filesystem::exists(folders.runtime)) << "made before it is needed";
    ASSERT_TRUE(journal.begin(some_begin()));
  }
  EXPECT_EQ(next_journal_id(folders), 2U);
  std::ofstream(folder.at("run/applies/1.jsonl"), std::ios::app) << "{\"what\":\"st";
  Diagnostics diagnostics;
  auto stored = read_journals(folders, diagnostics);
  ASSERT_EQ(stored.size(), 1U);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_TRUE(stored[0].in_runtime);
  EXPECT_TRUE(stored[0].in_persistent);
  EXPECT_FALSE(stored[0].record.finished());
  {
    auto files = journal_files_of(folders, stored[0]);
    Journal journal(files.runtime, files.persistent, stored[0].record, true);
    ASSERT_TRUE(journal.back("killed"));
    ASSERT_TRUE(journal.end(Ending::rolled_back, "put back"));
  }
  diagnostics.clear();
  stored = read_journals(folders, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0].record.ending, Ending::rolled_back);
}

TEST(JournalFolders, KeepTheLastFinishedAndAllUnfinished) {
  const TemporaryFolder folder;
  const JournalFolders folders{folder.at("run"), folder.at("lib")};
  for (std::uint64_t id = 1; id <= 6; ++id) {
    auto files = new_journal_files(folders, id);
    Journal journal(files.runtime, files.persistent);
    ASSERT_TRUE(journal.begin(some_begin()));
    if (id == 2) continue;
    ASSERT_TRUE(journal.end(Ending::done, ""));
  }
  std::ofstream(folder.at("run/7.jsonl")) << "{\"wh";
  prune_journals(folders, 2);
  Diagnostics diagnostics;
  std::vector<std::uint64_t> ids;
  for (const auto& journal : read_journals(folders, diagnostics)) ids.push_back(journal.id);
  EXPECT_EQ(ids, (std::vector<std::uint64_t>{2, 5, 6}));
}

TEST(JournalFile, DoesNotWriteOverAnother) {
  const TemporaryFolder folder;
  folder.write("1.jsonl", "mine\n");
  JournalFile file(folder.at("1.jsonl"), JournalFile::Sync::no);
  EXPECT_FALSE(file.append("{}\n"));
}

}  // namespace
}  // namespace holdfast
