#include "host/setting_file_write.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/temporary_folder.h"

namespace holdfast {
namespace {

using testing::HasSubstr;

/// A host as a folder: eth0 is 0000:03:00.0 with the interrupts 9, 40 and 100.
class SettingFile : public testing::Test {
 protected:
  void SetUp() override {
    host_.write("sys/devices/system/cpu/online", "0-3\n");
    for (const auto* irq : {"100", "40", "9"}) {
      host_.write(std::string("sys/bus/pci/devices/0000:03:00.0/msi_irqs/") + irq, "msix\n");
      host_.write(std::string("proc/irq/") + irq + "/smp_affinity_list", "0-3\n");
    }
    name_irq("9", "eth0");
    name_irq("40", "eth0-rx-0");
    name_irq("100", "eth0-tx-0");
  }
  void name_irq(const std::string& irq, const std::string& actions) {
    host_.write("sys/kernel/irq/" + irq + "/actions", actions + "\n");
  }
  std::string text(const std::string& path) { return files_.text("/" + path).value_or("(none)"); }
  static Setting vector(std::uint32_t msi_index, std::string name, std::string cpus) {
    Setting setting;
    setting.object = {.kind = SettingKind::vector,
                      .nic = "eth0",
                      .name = std::move(name),
                      .irq = IrqNumber{77},
                      .device = "0000:03:00.0",
                      .msi_index = msi_index};
    setting.value = std::move(cpus);
    return setting;
  }
  static Setting simple(SettingKind kind, std::string nic, std::string name, std::string value) {
    Setting setting;
    setting.object.kind = kind;
    setting.object.nic = std::move(nic);
    setting.object.name = std::move(name);
    setting.value = std::move(value);
    return setting;
  }
  Result<void> write(const Setting& setting) { return write_setting_file(files_, setting); }

  TemporaryFolder host_;
  HostFiles files_{host_.path()};
};

TEST_F(SettingFile, FindsAVectorByItsPlaceOnTheDeviceWhateverItsNumberWas) {
  ASSERT_TRUE(write(vector(1, "rx 0", "2")));
  EXPECT_EQ(text("proc/irq/40/smp_affinity_list"), "2");
  EXPECT_EQ(text("proc/irq/100/smp_affinity_list"), "0-3");
}

TEST_F(SettingFile, RefusesAVectorThatServesTheOtherDirectionNow) {
  const auto written = write(vector(2, "rx 0", "2"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::absent);
  EXPECT_THAT(written.error().sentence, HasSubstr("interrupt 100 is \"eth0-tx-0\" now"));
  EXPECT_EQ(text("proc/irq/100/smp_affinity_list"), "0-3");
}

TEST_F(SettingFile, RefusesAVectorThatTheDeviceHasNoMore) {
  const auto written = write(vector(3, "rx 1", "2"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::absent);
  EXPECT_THAT(written.error().sentence, HasSubstr("has 3 interrupts now"));
}

TEST_F(SettingFile, RefusesAnotherDevicesInterruptUnderAnotherName) {
  Setting setting = simple(SettingKind::device_irq, "", "nvme0q1", "1");
  setting.object.irq = IrqNumber{40};
  EXPECT_EQ(write(setting).error().code, ErrorCode::absent);
  setting.object.name = "eth0-rx-0";
  EXPECT_TRUE(write(setting));
  EXPECT_EQ(text("proc/irq/40/smp_affinity_list"), "1");
}

TEST_F(SettingFile, ComparesTheNamesOfASharedInterruptAsTheSnapshotHasThem) {
  name_irq("40", "ahci,ehci_hcd:usb1");
  Setting setting = simple(SettingKind::device_irq, "", "ahci, ehci_hcd:usb1", "1");
  setting.object.irq = IrqNumber{40};
  EXPECT_TRUE(write(setting));
}

TEST_F(SettingFile, DoesNotWriteCpusThatAreAllOffline) {
  const auto written = write(vector(1, "rx 0", "7"));
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().sentence, HasSubstr("none of these CPUs is online (online: 0-3)"));
  EXPECT_EQ(text("proc/irq/40/smp_affinity_list"), "0-3");
}

TEST_F(SettingFile, WritesTheDefaultAffinityAsAMask) {
  host_.write("proc/irq/default_smp_affinity", "f\n");
  ASSERT_TRUE(write(simple(SettingKind::default_smp_affinity, "", "", "0-1")));
  EXPECT_EQ(text("proc/irq/default_smp_affinity"), "3");
}

TEST_F(SettingFile, WritesHighCpusInGroupsOf32Bits) {
  host_.write("sys/class/net/eth0/queues/rx-3/rps_cpus", "0\n");
  ASSERT_TRUE(write(simple(SettingKind::rps, "eth0", "rx-3", "33")));
  EXPECT_EQ(text("sys/class/net/eth0/queues/rx-3/rps_cpus"), "2,00000000");
}

TEST_F(SettingFile, NeverMakesAFile) {
  const auto written = write(simple(SettingKind::sysctl, "", "net.core.somaxcon", "4096"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::absent);
  EXPECT_THAT(written.error().sentence, HasSubstr("no such sysctl"));
}

TEST_F(SettingFile, SaysWhetherTheInterfaceOrTheSettingIsMissing) {
  host_.make_folder("sys/class/net/eth0");
  const auto old = write(simple(SettingKind::threaded_napi, "eth0", "", "on"));
  EXPECT_THAT(old.error().sentence, HasSubstr("this kernel does not have this setting"));
  const auto gone = write(simple(SettingKind::threaded_napi, "eth9", "", "on"));
  EXPECT_THAT(gone.error().sentence, HasSubstr("no such interface"));
}

TEST_F(SettingFile, DoesNotLeaveTheFolderOfAnInterface) {
  host_.write("sys/class/threaded", "0\n");
  EXPECT_EQ(write(simple(SettingKind::threaded_napi, "..", "", "on")).error().code,
            ErrorCode::usage);
  EXPECT_EQ(text("sys/class/threaded"), "0");
}

}  // namespace
}  // namespace holdfast
