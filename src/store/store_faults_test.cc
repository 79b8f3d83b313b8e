// What the world does to a store: damage, a full disk, a kill, other users, too much of everything.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <thread>

#include "store/schema.h"
#include "store/store_test_fixture.h"

namespace holdfast {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class StoreFaultsTest : public StoreTest {
 protected:
  std::vector<std::string> files(std::string_view prefix) const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.path().filename().string().starts_with(prefix)) found.push_back(entry.path());
    }
    return found;
  }
  void fill(std::uint64_t events) {
    auto store = open();
    for (std::uint64_t i = 0; i < events; ++i) store.append(full_event(0));
    for (int i = 0; i < 200; ++i) store.append(busy_frame(kStartNs + i, 8, 5));
    ASSERT_TRUE(store.flush(kStartNs));
  }
  void overwrite(std::streamoff at, const std::string& bytes) const {
    std::fstream file(database(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    ASSERT_TRUE(file.good());
  }
  // What `body` of a child gives, 0 to 255; 200 when it died by a signal.
  static int in_child(const std::function<int()>& body) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(body());
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 200;
  }
};

TEST_F(StoreFaultsTest, ADamagedDatabaseIsSetAsideAndNumberingGoesOn) {
  fill(5);
  overwrite(0, std::string(100, 'x'));
  auto store = open();
  EXPECT_THAT(note_, HasSubstr("was damaged"));
  EXPECT_THAT(note_, HasSubstr(".corrupt-20"));
  EXPECT_THAT(files("holdfast.db.corrupt-"), ::testing::Not(IsEmpty()));
  EXPECT_EQ(store.next_event_number(), 6U);
  store.append(full_event(0));
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_THAT(*reader().events_after(0, 10), SizeIs(1));
}

TEST_F(StoreFaultsTest, ADamagedPageIsFoundWhenASmallDatabaseIsOpened) {
  fill(50);
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(database()));
  ASSERT_GT(size, 40960);
  overwrite(size / 4096 / 2 * 4096, std::string(4096, '\xee'));
  auto store = open();
  EXPECT_THAT(note_, HasSubstr("was damaged"));
}

TEST_F(StoreFaultsTest, SomebodyElsesDatabaseIsSetAside) {
  {
    auto opened = SqliteDatabase::open(database(), SqliteDatabase::Access::write);
    ASSERT_TRUE(opened && opened->execute("CREATE TABLE accounts(id INTEGER)"));
  }
  auto store = open();
  EXPECT_THAT(note_, HasSubstr("its tables are not those of holdfast's store"));
}

TEST_F(StoreFaultsTest, ATriggerOfSomebodyElseInOurDatabaseIsNotRun) {
  {
    auto store = open();
  }
  {
    auto opened = SqliteDatabase::open(database(), SqliteDatabase::Access::write);
    ASSERT_TRUE(opened && opened->execute("CREATE TRIGGER t AFTER INSERT ON events BEGIN "
                                          "DELETE FROM events; END"));
  }
  EXPECT_EQ(StoreReader::open(folder_).error().code, ErrorCode::malformed);
  auto store = open();
  EXPECT_THAT(note_, HasSubstr("its tables are not those of holdfast's store"));
}

TEST_F(StoreFaultsTest, DamageThatIsMetWhileRunningIsSetAsideAndTheRowsAreKept) {
  fill(50);
  auto store = open();
  ASSERT_THAT(note_, IsEmpty());
  // Every page but the first, behind SQLite's back; then a write by another connection, for which
  // the store drops what it has cached.
  auto other = SqliteDatabase::open(database(), SqliteDatabase::Access::write);
  ASSERT_TRUE(other && other->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  overwrite(4096, std::string(std::filesystem::file_size(database()) - 4096, '\xee'));
  ASSERT_TRUE(other->execute("PRAGMA application_id=1"));
  other->close();
  store.append(full_event(0));
  store.append(busy_frame(kStartNs, 64, 1));
  auto flushed = store.flush(kStartNs + 100 * kSecondNs);
  for (int i = 1; i < 4 && flushed; ++i) {
    store.append(busy_frame(kStartNs, 64, 1));
    flushed = store.flush(kStartNs + (100 + 20 * i) * kSecondNs);
  }
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().code, ErrorCode::malformed);
  EXPECT_THAT(flushed.error().sentence, HasSubstr("a new one begun"));
  EXPECT_GT(store.counters().queued, 0U);
  ASSERT_TRUE(store.flush(kStartNs + 300 * kSecondNs));
  EXPECT_EQ(store.counters().queued, 0U);
  EXPECT_GT(number("SELECT count(*) FROM frames"), 0);
}

TEST_F(StoreFaultsTest, ADatabaseOfTheFirstLayoutIsBroughtUpToDateWithItsRows) {
  std::filesystem::copy_file(HOLDFAST_SOURCE_DIR "/fuzz/corpus/store/rows.db", database());
  auto store = open();
  EXPECT_THAT(note_, IsEmpty());
  EXPECT_EQ(store.next_event_number(), 2U);
  EXPECT_THAT(*reader().events_after(0, 10), SizeIs(1));
  EXPECT_THAT(*reader().frames(0, INT64_MAX, 10), SizeIs(2));
  EXPECT_EQ(number("PRAGMA user_version"), kSchemaVersion);
  EXPECT_EQ(number("SELECT count(*) FROM frames WHERE canary IS NULL"), 2);
}

TEST_F(StoreFaultsTest, ALinkInThePlaceOfTheDatabaseIsRefused) {
  std::ofstream(folder_ + "/other") << "x";
  std::filesystem::create_symlink(folder_ + "/other", database());
  auto store = Store::open(options_, note_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::denied);
  EXPECT_THAT(store.error().sentence, HasSubstr("symbolic link"));
}

TEST_F(StoreFaultsTest, AFullDiskIsToldOnceCountedAndTriedAgain) {
  const int code = in_child([&] {
    // A mount of this process alone.
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=2m") != 0) {
      return 77;
    }
    std::string note;
    auto store = Store::open(options_, note);
    if (!store) return 1;
    {
      std::ofstream(folder_ + "/ballast") << std::string(1 << 20, 'x');
    }
    int told = 0;
    std::int64_t now = kStartNs;
    for (int i = 0; i < 400; ++i, now += 2 * kSecondNs) {
      for (int row = 0; row < 4; ++row) store->append(busy_frame(now, 64, 7));
      store->append(full_event(0));
      if (!store->flush(now)) ++told;
    }
    const auto failed = store->counters().failed_flushes;
    if (told != 1) return 10 + told;
    if (failed < 10 || store->counters().queued == 0) return 2;
    // Room again: all that was queued is written.
    std::filesystem::remove(folder_ + "/ballast");
    now += 10 * kSecondNs;
    if (::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, "size=64m") != 0) return 3;
    while (store->counters().queued > 0) {
      if (!store->flush(now += 2 * kSecondNs)) return 4;
    }
    auto reader = StoreReader::open(folder_);
    if (!reader) return 5;
    const auto events = reader->events_after(0, 1000);
    // The newest events found room in the queue, or were counted as dropped.
    if (!events || events->empty()) return 6;
    return store->counters().dropped > 0 || events->size() == 400 ? 0 : 7;
  });
  if (code == 77) GTEST_SKIP() << "no mount namespace here (needs root)";
  EXPECT_EQ(code, 0);
}

TEST_F(StoreFaultsTest, AKillAtAnyMomentLosesNoFlushedEventAndDamagesNothing) {
  std::uint64_t flushed = 0;
  for (int round = 0; round < 8; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      std::string note;
      auto store = Store::open(options_, note);
      if (!store || !note.empty()) ::_exit(1);
      for (std::int64_t now = kStartNs;; now += kSecondNs) {
        store->append(full_event(0));
        for (int i = 0; i < 20; ++i) store->append(busy_frame(now, 16, 3));
        const std::uint64_t last = store->next_event_number() - 1;
        if (!store->flush(now)) ::_exit(2);
        if (::write(ends[1], &last, sizeof last) != sizeof last) ::_exit(3);
      }
    }
    ::close(ends[1]);
    std::uint64_t last = 0;
    ASSERT_EQ(::read(ends[0], &last, sizeof last), static_cast<ssize_t>(sizeof last));
    flushed = last;
    ::usleep(static_cast<useconds_t>(round * 7'000));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "exit " << WEXITSTATUS(status);
    while (::read(ends[0], &last, sizeof last) == sizeof last) flushed = last;
    ::close(ends[0]);
    ASSERT_GT(flushed, 0U);
    auto store = open();
    ASSERT_THAT(note_, IsEmpty());
    EXPECT_GT(store.next_event_number(), flushed);
    const auto events = reader().events_after(0, 1'000'000);
    ASSERT_TRUE(events);
    ASSERT_GE(events->size(), flushed);
    for (std::size_t i = 0; i < events->size(); ++i) ASSERT_EQ((*events)[i].number, i + 1);
    // A frame's rows stand or fall together, and totals agree with the counts.
    EXPECT_EQ(number("SELECT count(*) FROM irq_counts"),
              16 * number("SELECT count(*) FROM frames"));
    EXPECT_EQ(number("SELECT count(*) FROM irq_series s WHERE total != (SELECT count FROM "
                     "irq_counts WHERE id = (SELECT max(id) FROM frames) << 20 | s.id)"),
              0);
  }
}

TEST_F(StoreFaultsTest, ReadersSeeWholeTransactionsWhileAWriterWrites) {
  auto store = open();
  ASSERT_TRUE(store.flush(kStartNs));
  std::atomic<bool> done = false;
  std::atomic<int> failed = 0, reads = 0;
  std::thread reading([&] {
    auto read = StoreReader::open(folder_);
    std::size_t seen = 0;
    while (!done) {
      if (!read) break;
      const auto events = read->events_after(0, 1'000'000);
      if (!events || events->size() % 10 != 0 || events->size() < seen) ++failed;
      if (events) seen = events->size();
      ++reads;
    }
    if (!read) ++failed;
  });
  for (int i = 0; i < 100; ++i) {
    for (int row = 0; row < 10; ++row) store.append(full_event(0));
    EXPECT_TRUE(store.flush(kStartNs + i * kSecondNs));
  }
  while (reads < 3 && failed == 0) std::this_thread::yield();
  done = true;
  reading.join();
  EXPECT_EQ(failed, 0);
}

TEST_F(StoreFaultsTest, AnotherUserReadsByTheFoldersGroupAndCannotWrite) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  constexpr gid_t kGroup = 54321;
  ASSERT_EQ(::chown(folder_.c_str(), 0, kGroup), 0);
  ASSERT_EQ(::chmod(folder_.c_str(), 02750), 0);
  const auto read_as_other = [&] {
    return in_child([&] {
      if (::setgid(kGroup) != 0 || ::setuid(54322) != 0) return 77;
      auto reader = StoreReader::open(folder_);
      if (!reader) return 1;
      const auto events = reader->events_after(0, 100);
      if (!events) return 2;
      if (Store::open(options_, note_)) return 3;
      return 100 + static_cast<int>(events->size());
    });
  };
  {
    auto store = open();
    store.append(full_event(0));
    ASSERT_TRUE(store.flush(kStartNs));
    EXPECT_EQ(read_as_other(), 101) << "while the agent runs";
    store.append(full_event(0));
    ASSERT_TRUE(store.flush(kStartNs + kSecondNs));
    EXPECT_EQ(read_as_other(), 102);
  }
  EXPECT_EQ(read_as_other(), 102) << "after the agent stopped";
  const int outsider = in_child([&] {
    if (::setgid(54399) != 0 || ::setuid(54322) != 0) return 77;
    const auto reader = StoreReader::open(folder_);
    return reader ? 1 : reader.error().code == ErrorCode::denied ? 0 : 2;
  });
  EXPECT_EQ(outsider, 0);
}

TEST_F(StoreFaultsTest, ANotYetMadeStoreIsAbsent) {
  EXPECT_EQ(StoreReader::open(folder_).error().code, ErrorCode::absent);
  EXPECT_EQ(StoreReader::open(folder_ + "/none").error().code, ErrorCode::absent);
}

TEST_F(StoreFaultsTest, RetentionByBytesTakesTheOldestFramesFirstAndEventsLast) {
  options_.keep_bytes = 1'000'000;
  auto store = open();
  store.append(full_event(0));
  std::int64_t now = kStartNs;
  std::uintmax_t largest = 0;
  for (int i = 0; i < 600; ++i, now += kSecondNs) {
    for (int row = 0; row < 10; ++row) store.append(busy_frame(now + row, 64, 100));
    ASSERT_TRUE(store.flush(now));
    largest = std::max(largest, std::filesystem::file_size(database()));
  }
  EXPECT_LT(largest, 2'000'000U);
  EXPECT_GT(number("SELECT count(*) FROM frames"), 0);
  EXPECT_GT(number("SELECT min(at_ns) FROM frames"), kStartNs + 100 * kSecondNs);
  EXPECT_EQ(number("SELECT count(*) FROM events"), 1);
  // Nothing of a frame that is gone stays behind.
  EXPECT_EQ(number("SELECT count(*) FROM irq_counts WHERE id >> 20 NOT IN (SELECT id FROM frames)"),
            0);
  EXPECT_EQ(number("SELECT count(*) FROM cpu_counts WHERE id >> 20 NOT IN (SELECT id FROM frames)"),
            0);
}

TEST_F(StoreFaultsTest, RetentionByDaysKeepsTheNewestAffinityOfEveryInterrupt) {
  options_.keep_days = 1;
  auto store = open();
  auto frame = busy_frame(kStartNs, 2, 1);
  store.append(frame);
  frame.vectors[0].effective = {1};
  frame.at_ns += kSecondNs;
  store.append(frame);
  store.append(full_event(0));
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_EQ(number("SELECT count(*) FROM host_affinity"), 3);
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(store.flush(kStartNs + 2 * 86'400 * kSecondNs + 20 * i * kSecondNs));
  }
  EXPECT_EQ(number("SELECT count(*) FROM frames"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM irq_counts"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM events"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM host_affinity"), 2);
}

}  // namespace
}  // namespace holdfast
