#include "net/hardware_stamps.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "host/descriptor.h"
#include "net/control_message_test_fixture.h"
#include "net/socket_receiver.h"

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

/// Of packets whose control messages are fed.
class FedReceiver : public SocketReceiver {
 public:
  FedReceiver() : SocketReceiver(ReceiveMethod::spin, {}, 1) {}
  ReceiveOutcome receive(PacketBatch& batch, std::int64_t) override {
    Control control;
    control.add_stamps({1'700'000'000, 5}, {42, 7});
    std::memcpy(slots().message(0)->msg_control, control.bytes().data(), control.bytes().size());
    slots().message(0)->msg_controllen = control.bytes().size();
    batch.size = 0;
    add(0, 100, 1'700'000'000'000'000'009, batch);
    return ReceiveOutcome::packets;
  }
};

TEST(HardwareStampsTest, ThatOfAPacketIsItsDeviceTime) {
  FedReceiver receiver;
  PacketBatch batch;
  receiver.receive(batch, 0);
  ASSERT_EQ(batch.size, 1U);
  EXPECT_EQ(batch.packets[0].device_ns, 42'000'000'007);
  EXPECT_EQ(batch.packets[0].kernel_ns, 1'700'000'000'000'000'005);
  EXPECT_EQ(batch.packets[0].user_ns, 1'700'000'000'000'000'009);
  EXPECT_EQ(batch.packets[0].payload.size(), 100U);
}

}  // namespace
}  // namespace holdfast
