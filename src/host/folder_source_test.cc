#include "host/folder_source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "host/recorded_answer.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

RootFolder root_at(const TemporaryFolder& folder, RootFolder::Walk walk) {
  auto root = open_at(AT_FDCWD, folder.path().c_str(), O_PATH | O_DIRECTORY);
  EXPECT_TRUE(root);
  return {std::move(*root), walk};
}

/// Every test runs with both ways of staying inside the folder.
class FolderSourceTest : public ::testing::TestWithParam<RootFolder::Walk> {
 protected:
  FolderSource& host() {
    if (!host_) host_ = std::make_unique<FolderSource>(root_at(folder_, GetParam()));
    return *host_;
  }
  std::errc refusal(std::string_view path) {
    std::string text = "before";
    const auto read = host().read_file(path, text);
    EXPECT_FALSE(read) << path << " was read: " << text;
    EXPECT_EQ(text, "");
    return read ? std::errc{} : read.error();
  }
  std::string text_of(std::string_view path) {
    std::string text;
    const auto read = host().read_file(path, text);
    EXPECT_TRUE(read) << path;
    return text;
  }

  TemporaryFolder folder_;

 private:
  std::unique_ptr<FolderSource> host_;
};

INSTANTIATE_TEST_SUITE_P(Walks, FolderSourceTest,
                         ::testing::Values(RootFolder::Walk::by_kernel,
                                           RootFolder::Walk::by_component),
                         [](const auto& walk) {
                           return walk.param == RootFolder::Walk::by_kernel ? "ByKernel"
                                                                            : "ByComponent";
                         });

TEST_P(FolderSourceTest, ReadsFilesThroughRelativeAndAbsoluteLinks) {
  folder_.write("sys/devices/virtio2/net/eth0/mtu", "1500\n");
  folder_.link("sys/class/net/eth0", "../../devices/virtio2/net/eth0");
  folder_.link("nic", "/sys/class/net/eth0");
  folder_.link("mtu", "nic/mtu");
  EXPECT_EQ(text_of("/sys/class/net/eth0/mtu"), "1500\n");
  EXPECT_EQ(text_of("/nic/mtu"), "1500\n");
  EXPECT_EQ(text_of("/mtu"), "1500\n");
  EXPECT_EQ(*host().read_link("/nic"), "/sys/class/net/eth0");
  EXPECT_EQ(host().list("/nic/../../..")->front().name, "virtio2");
}

TEST_P(FolderSourceTest, NeverLeavesItsFolder) {
  folder_.write("etc/passwd", "inside");
  folder_.link("absolute", "/etc/passwd");
  folder_.link("upwards", "../../../../../../../../etc/passwd");
  folder_.link("etc/hostname", "/etc/no-such-file");
  folder_.link("outside", "/");
  folder_.link("magic", "/proc/self/root");
  EXPECT_EQ(text_of("/absolute"), "inside");
  EXPECT_EQ(text_of("/upwards"), "inside");
  EXPECT_EQ(text_of("/../../../../etc/passwd"), "inside");
  EXPECT_EQ(text_of("/outside/etc/passwd"), "inside");
  EXPECT_EQ(refusal("/etc/hostname"), std::errc::no_such_file_or_directory);
  EXPECT_EQ(refusal("/magic/etc/passwd"), std::errc::no_such_file_or_directory);
}

TEST_P(FolderSourceTest, DoesNotFollowAMagicLinkOutOfItsFolder) {
  auto root = open_at(AT_FDCWD, "/proc/self", O_PATH | O_DIRECTORY);
  ASSERT_TRUE(root);
  FolderSource process(RootFolder(std::move(*root), GetParam()));
  std::string text;
  EXPECT_FALSE(process.read_file("/root/etc/passwd", text));
  EXPECT_FALSE(process.read_file("/exe", text));
  EXPECT_TRUE(process.read_link("/exe"));
}

TEST_P(FolderSourceTest, RefusesFifosSocketsAndDevicesWithoutOpeningThem) {
  ASSERT_EQ(::mkfifo(folder_.at("fifo").c_str(), 0600), 0);
  folder_.link("to-fifo", "fifo");
  EXPECT_EQ(refusal("/fifo"), std::errc::invalid_argument);
  EXPECT_EQ(refusal("/to-fifo"), std::errc::invalid_argument);
  if (::mknod(folder_.at("full").c_str(), S_IFCHR | 0600, ::makedev(1, 7)) == 0) {
    EXPECT_EQ(refusal("/full"), std::errc::invalid_argument);
  }
  EXPECT_EQ(host().list("/")->front(), (FolderEntry{"fifo", EntryKind::other}));
}

TEST_P(FolderSourceTest, EndsOnALoopOfLinks) {
  folder_.link("a", "b");
  folder_.link("b", "a");
  folder_.link("self", "self/deeper");
  EXPECT_EQ(refusal("/a"), std::errc::too_many_symbolic_link_levels);
  EXPECT_EQ(refusal("/a/x"), std::errc::too_many_symbolic_link_levels);
  EXPECT_NE(refusal("/self"), std::errc{});
}

TEST_P(FolderSourceTest, RefusesAFileLargerThanItsLimitWithoutReadingIt) {
  folder_.write("huge", "");
  ASSERT_EQ(::truncate(folder_.at("huge").c_str(), off_t{1} << 40), 0);
  EXPECT_EQ(refusal("/huge"), std::errc::file_too_large);
  std::string text;
  folder_.write("small", "12345678");
  EXPECT_TRUE(host().read_file("/small", text, 8));
  EXPECT_EQ(host().read_file("/small", text, 7).error(), std::errc::file_too_large);
}

TEST_P(FolderSourceTest, TellsWhatAPathIs) {
  folder_.write("proc/stat", "cpu\n");
  folder_.link("proc/link", "stat");
  EXPECT_EQ(refusal("/proc"), std::errc::invalid_argument);
  EXPECT_EQ(refusal("/proc/none"), std::errc::no_such_file_or_directory);
  EXPECT_EQ(refusal("/proc/stat/more"), std::errc::not_a_directory);
  EXPECT_EQ(refusal("/"), std::errc::invalid_argument);
  EXPECT_EQ(refusal(std::string_view("/proc/st\0at", 11)), std::errc::invalid_argument);
  EXPECT_EQ(host().list("/proc/stat").error(), std::errc::not_a_directory);
  EXPECT_EQ(host().read_link("/proc/stat").error(), std::errc::invalid_argument);
  const std::vector<FolderEntry> expected{{"link", EntryKind::link}, {"stat", EntryKind::file}};
  EXPECT_EQ(*host().list("/proc"), expected);
  EXPECT_EQ(*host().list("/proc/"), expected);
}

TEST_P(FolderSourceTest, ReplaysRecordedErrorsUnderEveryNameOfAPath) {
  folder_.write("holdfast/errors", "EACCES /proc/1/environ\nEINVAL /sys/devices/eth0/speed\n");
  folder_.write("sys/devices/eth0/mtu", "1500\n");
  folder_.write("proc/2/environ", "A=1");
  folder_.link("sys/class/net/eth0", "../../devices/eth0");
  folder_.link("renamed", "/sys/devices/eth0/speed");
  EXPECT_EQ(refusal("/proc/1/environ"), std::errc::permission_denied);
  EXPECT_EQ(refusal("/sys/class/net/eth0/speed"), std::errc::invalid_argument);
  EXPECT_EQ(refusal("/renamed"), std::errc::invalid_argument);
  EXPECT_EQ(text_of("/proc/2/environ"), "A=1");
  EXPECT_TRUE(host().diagnostics().empty());
}

TEST_P(FolderSourceTest, KeepsTheGoodLinesOfADamagedErrorsFile) {
  folder_.write("holdfast/errors", "EACCES /a\nnonsense\nEWHAT /b\n\nerrno 3 /c\n");
  EXPECT_EQ(refusal("/a"), std::errc::permission_denied);
  EXPECT_EQ(refusal("/b"), std::errc::no_such_file_or_directory);
  EXPECT_EQ(refusal("/c"), std::errc::no_such_process);
  ASSERT_EQ(host().diagnostics().size(), 1U);
  EXPECT_EQ(host().diagnostics()[0].line, 2);
  EXPECT_EQ(host().diagnostics()[0].code, ErrorCode::malformed);
}

TEST_P(FolderSourceTest, AnswersFromTheRecordedAnswers) {
  folder_.write("holdfast/answers/ethtool/rings-get/eth0.json", R"([{"rx": 256}])");
  folder_.write("holdfast/answers/ethtool/rings-get/eth1.json", R"({"error": "EPERM"})");
  folder_.write("holdfast/answers/ethtool/rings-get/eth2.json", "[{");
  EXPECT_EQ(host().ask({"ethtool", "rings-get", "eth0"})->at(0).number("rx"), 256U);
  EXPECT_EQ(host().ask({"ethtool", "rings-get", "eth1"}).error(),
            std::errc::operation_not_permitted);
  EXPECT_EQ(host().ask({"ethtool", "rings-get", "eth3"}).error(),
            std::errc::operation_not_supported);
  EXPECT_EQ(host().ask({"ethtool", "rings-get", "eth2"}).error(), std::errc::bad_message);
  EXPECT_EQ(host().ask({"ethtool", "rings-get", "eth2"}).error(), std::errc::bad_message);
  ASSERT_EQ(host().diagnostics().size(), 1U);
  EXPECT_EQ(host().diagnostics()[0].path, "/holdfast/answers/ethtool/rings-get/eth2.json");
}

TEST_P(FolderSourceTest, HidesTheRecordingFromTheHostsRoot) {
  folder_.write("holdfast/capture.json", "{}");
  folder_.write("etc/hostname", "one\n");
  const std::vector<FolderEntry> expected{{"etc", EntryKind::folder}};
  EXPECT_EQ(*host().list("/"), expected);
  EXPECT_EQ(*host().list("/.."), expected);
}

TEST(FolderSource, FindsOpenat2OnThisKernel) {
  auto root = open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY);
  ASSERT_TRUE(root);
  if (RootFolder(std::move(*root)).walk() == RootFolder::Walk::by_component) {
    GTEST_SKIP() << "openat2(2) with RESOLVE_IN_ROOT is refused here (kernel before 5.6, seccomp)";
  }
}

TEST(FolderSource, SaysWhyARootCannotBeOpened) {
  const auto host = FolderSource::open("/no/such/root");
  ASSERT_FALSE(host);
  EXPECT_EQ(host.error().code, ErrorCode::absent);
  EXPECT_EQ(host.error().sentence,
            "/no/such/root cannot be opened as a host's root: No such file or directory");
}

TEST(RecordedAnswer, KeepsHostileNamesInTheAnswersFolder) {
  EXPECT_EQ(answer_path({"ethtool", "rings-get", "../../x"}),
            "/holdfast/answers/ethtool/rings-get/..%2F..%2Fx.json");
  EXPECT_EQ(answer_path({"..", "queue-get", ""}), "/holdfast/answers/%2E./queue-get.json");
  EXPECT_EQ(answer_path({"a", "b", "100%"}), "/holdfast/answers/a/b/100%25.json");
}

}  // namespace
}  // namespace holdfast
