#include "net/hardware_stamps.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "host/descriptor.h"

namespace holdfast {
namespace {

TEST(HardwareStampsTest, LoopbackHasNone) {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(note_of(ask_hardware_stamps(socket.fd(), "lo"), "lo"), "lo has no hardware timestamps");
}

TEST(HardwareStampsTest, ThoseThatAreOffAreToldWithWhatTurnsThemOn) {
  EXPECT_EQ(note_of({.rx_filter = HWTSTAMP_FILTER_NONE}, "eth0"),
            "eth0: hardware timestamps are off; `hwstamp_ctl -i eth0 -r 1` turns them on");
}

TEST(HardwareStampsTest, ThoseOfPtpAloneAreTold) {
  EXPECT_NE(note_of({.rx_filter = HWTSTAMP_FILTER_PTP_V2_L4_EVENT}, "eth0").find("some packets"),
            std::string::npos);
}

TEST(HardwareStampsTest, ThoseOfEveryPacketAreNothingToTell) {
  EXPECT_EQ(note_of({.rx_filter = HWTSTAMP_FILTER_ALL}, "eth0"), "");
}

TEST(HardwareStampsTest, AnErrorOfTheQuestionIsTold) {
  EXPECT_EQ(note_of({.error = std::errc::no_such_device}, "eth0"),
            "eth0: whether it makes hardware timestamps is not known (SIOCGHWTSTAMP: ENODEV)");
}

}  // namespace
}  // namespace holdfast
