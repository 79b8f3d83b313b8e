#include "host/config_file_write.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "host/host_files.h"
#include "host/temporary_folder.h"

namespace holdfast {
namespace {

class ConfigFile : public testing::Test {
 protected:
  Result<void> write(const std::string& path, const std::string& content) {
    Setting setting;
    setting.object.kind = SettingKind::file;
    setting.object.name = path;
    setting.value = content;
    return write_config_file(host_.path(), setting);
  }
  std::string bytes(const std::string& path) {
    std::ifstream stream(host_.at(path), std::ios::binary);
    if (!stream) return "(none)";
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::uint32_t mode(const std::string& path) {
    struct stat status{};
    return ::stat(host_.at(path).c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
  }
  TemporaryFolder host_;
};

TEST_F(ConfigFile, IsMadeWithItsFolderForAllToRead) {
  ASSERT_TRUE(write("/etc/sysctl.d/60-holdfast.conf", "net.core.somaxconn = 4096\n"));
  EXPECT_EQ(bytes("etc/sysctl.d/60-holdfast.conf"), "net.core.somaxconn = 4096\n");
  EXPECT_EQ(mode("etc/sysctl.d/60-holdfast.conf"), 0644U);
  EXPECT_EQ(bytes("etc/sysctl.d/60-holdfast.conf.holdfast-before"), "(none)");
}

TEST_F(ConfigFile, ThatWasThereLeavesItsFirstContentBesideIt) {
  host_.write("etc/default/irqbalance", "OLD=1\n");
  ::chmod(host_.at("etc/default/irqbalance").c_str(), 0600);
  ASSERT_TRUE(write("/etc/default/irqbalance", "NEW=1\n"));
  ASSERT_TRUE(write("/etc/default/irqbalance", "NEWER=1\n"));
  EXPECT_EQ(bytes("etc/default/irqbalance"), "NEWER=1\n");
  EXPECT_EQ(mode("etc/default/irqbalance"), 0600U);
  EXPECT_EQ(bytes("etc/default/irqbalance.holdfast-before"), "OLD=1\n");
}

TEST_F(ConfigFile, WithoutContentIsDeletedOnce) {
  ASSERT_TRUE(write("/etc/udev/rules.d/9.rules", "x\n"));
  EXPECT_TRUE(write("/etc/udev/rules.d/9.rules", ""));
  EXPECT_EQ(bytes("etc/udev/rules.d/9.rules"), "(none)");
  EXPECT_TRUE(write("/etc/udev/rules.d/9.rules", ""));
}

TEST_F(ConfigFile, IsBelowEtc) {
  for (const auto* path :
       {"/usr/lib/x", "/etc/../root/x", "etc/x", "/etc//x", "/etc/", "/etc/./x"}) {
    EXPECT_EQ(write(path, "x").error().code, ErrorCode::usage) << path;
  }
}

TEST_F(ConfigFile, IsNotWrittenThroughALink) {
  host_.write("etc/real", "1\n");
  host_.link("etc/link", "real");
  EXPECT_EQ(write("/etc/link", "2\n").error().code, ErrorCode::usage);
  EXPECT_EQ(bytes("etc/real"), "1\n");
}

}  // namespace
}  // namespace holdfast
