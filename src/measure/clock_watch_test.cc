#include "measure/clock_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ReceiverOptions receiver_at(const std::string& interface) {
  ReceiverOptions receiver;
  receiver.local = {{127, 0, 0, 1}, 9000};
  receiver.interface = interface;
  receiver.hardware_stamps = true;
  return receiver;
}

TEST(ClockWatch, WithoutAClockTheStampsStayByTheirOwnAndTheNoteSaysWhy) {
  ClockWatch watch(receiver_at(""));  // the address is loopback's
  watch.look();
  watch.end();
  EXPECT_TRUE(watch.track().empty());
  ProbeResult result;
  watch.tell(result);
  EXPECT_THAT(result.notes, IsEmpty());  // no packet had a device's stamp
  result.delays.push_back({.of = "device to user"});
  watch.tell(result);
  EXPECT_THAT(result.notes,
              ElementsAre("device to user is by the NIC's own clock, not by CLOCK_REALTIME: lo has "
                          "no hardware clock (ethtool -T lo)"));
}

TEST(ClockWatch, WithoutHardwareStampsNoClockIsAsked) {
  auto receiver = receiver_at("nonexistent0");
  receiver.hardware_stamps = false;
  const ClockWatch watch(receiver);
  EXPECT_TRUE(watch.track().empty());
}

}  // namespace
}  // namespace holdfast
