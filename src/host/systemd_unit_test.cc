#include "host/systemd_unit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "host/live_setting_writer.h"

namespace holdfast {
namespace {

using testing::HasSubstr;

/// A host without a system bus.
class SystemdUnit : public testing::Test {
 protected:
  void SetUp() override {
    const char* before = ::getenv("DBUS_SYSTEM_BUS_ADDRESS");
    if (before) before_ = before;
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nothing/listens/here", 1);
  }
  void TearDown() override {
    if (before_.empty()) {
      ::unsetenv("DBUS_SYSTEM_BUS_ADDRESS");
    } else {
      ::setenv("DBUS_SYSTEM_BUS_ADDRESS", before_.c_str(), 1);
    }
  }
  std::string before_;
};

TEST_F(SystemdUnit, IsToldByHandWhereThereIsNoBus) {
  const auto done = set_unit_state("hf-nothing.service", UnitState::masked);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::unsupported);
  EXPECT_THAT(done.error().sentence, HasSubstr("by hand: systemctl mask --now hf-nothing.service"));
}

TEST_F(SystemdUnit, OfIrqbalanceIsASetting) {
  Setting setting;
  setting.object.kind = SettingKind::irqbalance_service;
  setting.value = "stopped";
  LiveSettingWriter writer;
  const auto done = writer.write(setting);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::unsupported);
  EXPECT_THAT(done.error().sentence, HasSubstr("irqbalance service = \"stopped\": there is no "));
  setting.value = "gone";
  EXPECT_EQ(writer.write(setting).error().code, ErrorCode::usage);
}

}  // namespace
}  // namespace holdfast
