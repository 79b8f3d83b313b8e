#include "host/capture.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "host/answer_json.h"
#include "host/errno_name.h"
#include "host/memory_source.h"
#include "host/reading.h"
#include "host/recording_source.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

const std::vector<std::string> kQuestions[] = {
    {"ethtool", "rings-get", "eth0"}, {"ethtool", "rings-get", "lo"}, {"netdev", "queue-get", ""}};

/// All that a reader can learn below `folder`, as text: the law of a capture is that this text does
/// not change on the way.
void describe(HostSource& host, const std::string& folder, int depth, std::string& out) {
  out += "list " + folder + '\n';
  const auto listed = host.list(folder);
  if (!listed) {
    out += errno_name(listed.error()) + '\n';
    return;
  }
  for (const auto& entry : *listed) {
    const std::string path = (folder == "/" ? "" : folder) + '/' + entry.name;
    out += path + ' ' + std::to_string(static_cast<int>(entry.kind)) + '\n';
    std::string text;
    if (entry.kind == EntryKind::link) {
      const auto target = host.read_link(path);
      out += (target ? *target : errno_name(target.error())) + '\n';
    }
    const auto read = host.read_file(path, text);
    out += read ? text : errno_name(read.error());
    out += '\n';
    if (entry.kind == EntryKind::folder && depth > 0) describe(host, path, depth - 1, out);
    if (entry.kind == EntryKind::link && depth > 0) describe(host, path, 0, out);
  }
}

std::string describe(HostSource& host, const std::vector<std::string>& folders, int depth = 8) {
  std::string out;
  for (const auto& folder : folders) describe(host, folder, depth, out);
  for (const auto& question : kQuestions) {
    out += answer_to_json(host.ask({question[0], question[1], question[2]}));
  }
  return out;
}

CaptureDescription description_of(std::optional<Instant> later_at) {
  return {.version = "1.2.3",
          .captured_at = "2026-11-21T09:47:00Z",
          .uid = 1000,
          .hostname = "host",
          .kernel = "6.1.0",
          .at = Instant{5},
          .later_at = later_at};
}

MemorySource small_host() {
  MemorySource host;
  host.add_file("/proc/stat", "cpu 1\n");
  host.add_file("/proc/1/comm", "init\n");
  host.add_file("/proc/2/comm", "kthreadd\n");
  host.add_file("/proc/empty", "");
  host.add_error("/proc/1/environ", std::errc::permission_denied);
  host.add_folder("/proc/irq");
  host.add_link("/proc/self", "1");
  host.add_link("/proc/1/exe", "/usr/sbin/init");
  host.add_file("/sys/devices/virtio2/net/eth0/mtu", "1500\n");
  host.add_error("/sys/devices/virtio2/net/eth0/speed", std::errc::invalid_argument);
  host.add_link("/sys/class/net/eth0", "../../devices/virtio2/net/eth0");
  host.add_other("/run/irqbalance/irqbalance7.sock");
  Record rings;
  rings.set("rx", std::uint64_t{256});
  host.add_answer({"ethtool", "rings-get", "eth0"}, std::vector{rings});
  host.add_answer({"ethtool", "rings-get", "lo"},
                  tl::unexpected(std::errc::operation_not_permitted));
  return host;
}

/// Unpacks with the system's tar, as someone who looks into a capture would.
void unpack(const std::string& archive, const std::string& folder) {
  const std::string command = "tar xzf " + archive + " -C " + folder;
  ASSERT_EQ(std::system(command.c_str()), 0);
}

class CaptureTest : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string path_ = folder_.at("host.tar.gz");
};

TEST_F(CaptureTest, TellsTheSameAsTheHostThatItWasTakenOf) {
  MemorySource host = small_host();
  RecordingSource first(host);
  const std::string expected = describe(first, {"/"});
  ASSERT_TRUE(write_capture(first.recording(), {}, description_of({}), path_));

  const auto archive = open_capture(path_);
  ASSERT_TRUE(archive) << archive.error().sentence;
  EXPECT_EQ(describe(*archive->now, {"/"}), expected);
  EXPECT_EQ(archive->later, nullptr);
  EXPECT_EQ(archive->description, description_of({}));
  EXPECT_EQ(archive->at, Instant{5});

  folder_.make_folder("root");
  unpack(path_, folder_.at("root"));
  const auto root = open_root(folder_.at("root"));
  ASSERT_TRUE(root) << root.error().sentence;
  EXPECT_EQ(describe(*root->now, {"/"}), expected);
  EXPECT_EQ(root->description, description_of({}));
}

TEST_F(CaptureTest, KeepsASecondSampleInWhichThingsCameAndWent) {
  MemorySource host = small_host();
  RecordingSource first(host);
  describe(first, {"/"});
  MemorySource host_later;
  host_later.add_file("/proc/stat", "cpu 2\n");
  host_later.add_file("/proc/1/comm", "init\n");
  host_later.add_file("/proc/1/environ", "A=1");
  host_later.add_file("/proc/30/comm", "new\n");
  host_later.add_error("/proc/30/environ", std::errc::permission_denied);
  host_later.add_file("/proc/empty", "no longer\n");
  RecordingSource later(host_later);
  const std::string expected = describe(later, {"/proc"});
  ASSERT_TRUE(
      write_capture(first.recording(), later.recording(), description_of(Instant{9}), path_));

  const auto archive = open_capture(path_);
  ASSERT_TRUE(archive) << archive.error().sentence;
  ASSERT_NE(archive->later, nullptr);
  EXPECT_EQ(archive->later_at, Instant{9});
  std::string later_text;
  describe(*archive->later, "/proc", 8, later_text);
  EXPECT_EQ(later_text, expected.substr(0, later_text.size()));
  std::string text;
  ASSERT_TRUE(archive->now->read_file("/proc/stat", text));
  EXPECT_EQ(text, "cpu 1\n");
  // What the second sample did not look at is as it was.
  ASSERT_TRUE(archive->later->read_file("/sys/class/net/eth0/mtu", text));
  EXPECT_EQ(text, "1500\n");

  folder_.make_folder("root");
  unpack(path_, folder_.at("root"));
  const auto root = open_root(folder_.at("root"));
  ASSERT_TRUE(root && root->later);
  std::string root_text;
  describe(*root->later, "/proc", 8, root_text);
  EXPECT_EQ(root_text, later_text);
}

TEST_F(CaptureTest, KeepsWhatThisHostTells) {
  // Files that do not change between the recording and the comparison with itself.
  const std::vector<std::string> folders{"/sys/class/net", "/proc/irq", "/sys/kernel/irq"};
  const auto live = open_root("/");
  RecordingSource first(*live->now);
  const std::string expected = describe(first, folders, 2);
  EXPECT_GT(expected.size(), 100U);
  ASSERT_TRUE(write_capture(first.recording(), {}, description_of({}), path_));
  const auto archive = open_capture(path_);
  ASSERT_TRUE(archive) << archive.error().sentence;
  EXPECT_TRUE(describe(*archive->now, folders, 2) == expected);
  folder_.make_folder("root");
  unpack(path_, folder_.at("root"));
  const auto root = open_capture(folder_.at("root"));
  ASSERT_TRUE(root) << root.error().sentence;
  EXPECT_TRUE(describe(*root->now, folders, 2) == expected);
}

TEST_F(CaptureTest, IsTheSameForTheSameRecording) {
  MemorySource host = small_host();
  RecordingSource one(host);
  RecordingSource two(host);
  describe(one, {"/"});
  describe(two, {"/"});
  EXPECT_TRUE(capture_bytes(one.recording(), {}, description_of({})) ==
              capture_bytes(two.recording(), {}, description_of({})));
}

TEST_F(CaptureTest, DoesNotOverwriteUnlessTold) {
  folder_.write("host.tar.gz", "precious");
  const auto refused = write_capture({}, {}, description_of({}), path_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::usage);
  EXPECT_EQ(refused.error().sentence,
            path_ + " exists already, and is not overwritten without --force");
  EXPECT_TRUE(write_capture({}, {}, description_of({}), path_, Overwrite::yes));
  EXPECT_TRUE(open_capture(path_));
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(CaptureTest, SaysWhyItCannotBeWrittenAndLeavesNothingBehind) {
  const auto nowhere = write_capture({}, {}, description_of({}), folder_.at("none/x.tar.gz"));
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().sentence,
            folder_.at("none/x.tar.gz") + " cannot be written: No such file or directory");
  folder_.make_folder("taken.tar.gz");
  EXPECT_FALSE(
      write_capture({}, {}, description_of({}), folder_.at("taken.tar.gz"), Overwrite::yes));
  EXPECT_EQ(LiveSource().list(folder_.path())->size(), 1U);
}

TEST_F(CaptureTest, RefusesWhatIsNotACapture) {
  folder_.write("text", "hello");
  folder_.write("plain.tar", std::string(1024, '\0'));
  folder_.write("newer/holdfast/capture.json", R"({"format": 2, "at_ns": 1})");
  EXPECT_EQ(open_capture(folder_.at("none")).error().code, ErrorCode::absent);
  EXPECT_EQ(open_capture(folder_.at("text")).error().code, ErrorCode::malformed);
  EXPECT_EQ(open_capture(folder_.at("plain.tar")).error().sentence,
            folder_.at("plain.tar") +
                " is not a capture: its holdfast/capture.json cannot be read (ENOENT)");
  EXPECT_EQ(
      open_root(folder_.at("newer")).error().sentence,
      folder_.at("newer") + "/holdfast/capture.json: has format 2, this holdfast reads format 1");
}

TEST_F(CaptureTest, RefusesEveryCaptureCutShort) {
  MemorySource host = small_host();
  RecordingSource first(host);
  describe(first, {"/"});
  const std::string whole = capture_bytes(first.recording(), {}, description_of({}));
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    folder_.write("cut.tar.gz", std::string_view(whole).substr(0, size));
    ASSERT_EQ(open_capture(folder_.at("cut.tar.gz")).error().code, ErrorCode::malformed) << size;
  }
}

TEST_F(CaptureTest, AnUnpackedCaptureCannotPointItsSecondSampleOutside) {
  folder_.write("outside/proc/secret", "outside");
  folder_.write("root/holdfast/capture.json", R"({"format": 1, "at_ns": 1, "later_at_ns": 2})");
  folder_.link("root/holdfast/later", folder_.at("outside"));
  const auto root = open_root(folder_.at("root"));
  ASSERT_TRUE(root);
  EXPECT_EQ(root->later, nullptr);
}

TEST_F(CaptureTest, ANotPrivilegedReaderGetsTheSame) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user here";
  MemorySource host = small_host();
  RecordingSource first(host);
  const std::string expected = describe(first, {"/"});
  ASSERT_TRUE(write_capture(first.recording(), {}, description_of({}), path_));
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0) ::_exit(2);
    const auto archive = open_capture(path_);
    ::_exit(archive && describe(*archive->now, {"/"}) == expected ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace holdfast
