#include "host/overlay_source.h"

#include <gtest/gtest.h>

#include "host/memory_source.h"

namespace holdfast {
namespace {

class OverlaySourceTest : public ::testing::Test {
 protected:
  OverlaySourceTest() {
    base_->add_file("/proc/stat", "base\n");
    base_->add_file("/proc/1/comm", "init\n");
    base_->add_file("/proc/12/comm", "old\n");
    base_->add_file("/sys/devices/eth0/mtu", "1500\n");
    base_->add_file("/sys/devices/eth0/speed", "1000\n");
    base_->add_link("/sys/class/net/eth0", "../../devices/eth0");
  }
  OverlaySource& host() {
    if (!host_) host_ = std::make_unique<OverlaySource>(top_, base_);
    return *host_;
  }
  std::string text_of(std::string_view path) {
    std::string text;
    const auto read = host().read_file(path, text);
    return read ? text : "error " + std::to_string(static_cast<int>(read.error()));
  }
  std::vector<std::string> names_in(std::string_view path) {
    std::vector<std::string> names;
    const auto listed = host().list(path);
    EXPECT_TRUE(listed) << path;
    if (!listed) return names;
    for (const auto& entry : *listed) names.push_back(entry.name);
    return names;
  }
  std::shared_ptr<MemorySource> top_ = std::make_shared<MemorySource>();
  std::shared_ptr<MemorySource> base_ = std::make_shared<MemorySource>();

 private:
  std::unique_ptr<OverlaySource> host_;
};

const std::string kAbsent = "error 2";

TEST_F(OverlaySourceTest, FilesOfTheTopWinAndFoldersMerge) {
  top_->add_file("/proc/stat", "top\n");
  top_->add_file("/proc/12-x/comm", "new\n");
  EXPECT_EQ(text_of("/proc/stat"), "top\n");
  EXPECT_EQ(text_of("/proc/1/comm"), "init\n");
  EXPECT_EQ(text_of("/proc/12-x/comm"), "new\n");
  EXPECT_EQ(names_in("/proc"), (std::vector<std::string>{"1", "12", "12-x", "stat"}));
  EXPECT_EQ(names_in("/"), (std::vector<std::string>{"proc", "sys"}));
}

TEST_F(OverlaySourceTest, AChangeUnderOneNameIsSeenUnderEveryName) {
  top_->add_file("/sys/class/net/eth0/mtu", "9000\n");
  EXPECT_EQ(text_of("/sys/class/net/eth0/mtu"), "9000\n");
  EXPECT_EQ(text_of("/sys/devices/eth0/mtu"), "9000\n");
  EXPECT_EQ(text_of("/sys/class/net/eth0/speed"), "1000\n");
  EXPECT_EQ(*host().read_link("/sys/class/net/eth0"), "../../devices/eth0");
  EXPECT_EQ(names_in("/sys/class/net/eth0"), (std::vector<std::string>{"mtu", "speed"}));
}

TEST_F(OverlaySourceTest, AChangeBehindALinkOfTheBaseIsSeenThroughIt) {
  top_->add_file("/sys/devices/eth0/mtu", "9000\n");
  EXPECT_EQ(text_of("/sys/class/net/eth0/mtu"), "9000\n");
}

TEST_F(OverlaySourceTest, AMarkerHidesAFileAndAWholeFolder) {
  top_->add_file("/proc/12.absent", "");
  top_->add_file("/sys/class/net/eth0/speed.absent", "");
  EXPECT_EQ(text_of("/proc/12/comm"), kAbsent);
  EXPECT_EQ(host().list("/proc/12").error(), std::errc::no_such_file_or_directory);
  EXPECT_EQ(text_of("/sys/devices/eth0/speed"), kAbsent);
  EXPECT_EQ(names_in("/proc"), (std::vector<std::string>{"1", "stat"}));
  EXPECT_EQ(names_in("/sys/devices/eth0"), (std::vector<std::string>{"mtu"}));
}

TEST_F(OverlaySourceTest, LinksOfTheTopWin) {
  top_->add_link("/sys/class/net/eth1", "../../devices/eth0");
  top_->add_link("/proc/stat", "1/comm");
  EXPECT_EQ(text_of("/sys/class/net/eth1/mtu"), "1500\n");
  EXPECT_EQ(text_of("/proc/stat"), "init\n");
  EXPECT_EQ(names_in("/sys/class/net"), (std::vector<std::string>{"eth0", "eth1"}));
}

TEST_F(OverlaySourceTest, ErrorsOfTheTopWin) {
  top_->add_file("/holdfast/errors", "EACCES /proc/1/comm\nEINVAL /sys/devices/eth0/speed\n");
  EXPECT_EQ(text_of("/proc/1/comm"), "error 13");
  EXPECT_EQ(text_of("/sys/class/net/eth0/speed"), "error 22");
  EXPECT_EQ(names_in("/"), (std::vector<std::string>{"proc", "sys"}));
}

TEST_F(OverlaySourceTest, AnswersOfTheTopWinAndCanBeTakenAway) {
  Record old_rings;
  old_rings.set("rx", std::uint64_t{256});
  Record new_rings;
  new_rings.set("rx", std::uint64_t{64});
  for (const char* nic : {"eth0", "eth1", "eth2"}) {
    base_->add_answer({"ethtool", "rings-get", nic}, std::vector{old_rings});
  }
  top_->add_answer({"ethtool", "rings-get", "eth0"}, std::vector{new_rings});
  top_->add_file("/holdfast/answers/ethtool/rings-get/eth1.json.absent", "");
  EXPECT_EQ(host().ask({"ethtool", "rings-get", "eth0"})->at(0).number("rx"), 64U);
  EXPECT_EQ(host().ask({"ethtool", "rings-get", "eth1"}).error(),
            std::errc::operation_not_supported);
  EXPECT_EQ(host().ask({"ethtool", "rings-get", "eth2"})->at(0).number("rx"), 256U);
}

TEST_F(OverlaySourceTest, EndsOnALoopThatTheTwoMakeTogether) {
  base_->add_link("/a", "b");
  top_->add_link("/b", "a");
  EXPECT_NE(text_of("/a").find("error"), std::string::npos);
}

}  // namespace
}  // namespace holdfast
