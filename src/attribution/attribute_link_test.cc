#include "attribution/attribute_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

using ::testing::HasSubstr;

constexpr const char* kDevice = "/devices/pci0000:80/0000:81:00.0";

Sighting seen(SightingKind kind, std::string what, std::string detail) {
  Sighting sighting;
  sighting.kind = kind;
  sighting.what = std::move(what);
  sighting.detail = std::move(detail);
  return sighting;
}

Sighting link(std::string detail) {
  return seen(SightingKind::link_changed, "eth0", std::move(detail));
}

Sighting device(const std::string& below, std::string action) {
  return seen(SightingKind::device_changed, kDevice + below, std::move(action));
}

TEST(AttributeLink, UpAndDownAreALinkFlap) {
  EXPECT_EQ(attribute_link(link("down"), {}).cause, EventCause::link_flap);
  EXPECT_EQ(attribute_link(link("up"), {}).cause, EventCause::link_flap);
}

TEST(AttributeLink, AnInterfaceThatLeavesWithItsDriverIsADriverReset) {
  const std::vector<Sighting> recent{device("/net/eth0", "remove"), device("", "unbind")};
  const auto why = attribute_link(link("removed"), recent);
  EXPECT_EQ(why.cause, EventCause::driver_reset);
  EXPECT_THAT(why.evidence, HasSubstr("0000:81:00.0"));
}

TEST(AttributeLink, OfVirtioTheDriverIsBoundToADeviceBelow) {
  const std::vector<Sighting> recent{device("/virtio0/net/eth0", "add"),
                                     device("/virtio0", "bind")};
  EXPECT_EQ(attribute_link(link("added"), recent).cause, EventCause::driver_reset);
}

TEST(AttributeLink, AnotherDevicesDriverExplainsNothing) {
  const std::vector<Sighting> recent{
      device("/net/eth0", "remove"),
      seen(SightingKind::device_changed, "/devices/pci0000:80/0000:81:00.1", "unbind")};
  EXPECT_EQ(attribute_link(link("removed"), recent).cause, EventCause::unknown);
}

TEST(AttributeLink, AnInterfaceThatSomebodyMadeHasAnUnknownCause) {
  const std::vector<Sighting> recent{
      seen(SightingKind::device_changed, "/devices/virtual/net/eth0", "add")};
  const auto why = attribute_link(link("added"), recent);
  EXPECT_EQ(why.cause, EventCause::unknown);
  EXPECT_THAT(why.evidence, HasSubstr("no driver was seen"));
}

}  // namespace
}  // namespace holdfast
