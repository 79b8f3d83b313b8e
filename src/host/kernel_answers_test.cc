#include "host/kernel_answers.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

// The loopback is in every network namespace, and nothing here needs a privilege.

TEST(KernelAnswers, TellTheLoopbacksLink) {
  KernelAnswers kernel;
  const auto answer = kernel.ask({"rt-link", "getlink", "lo"});
  ASSERT_TRUE(answer.has_value()) << static_cast<int>(answer.error());
  EXPECT_EQ(*answer->front().text("ifname"), "lo");
  EXPECT_EQ(answer->front().number("ifi-index"), 1U);
}

TEST(KernelAnswers, TellFeaturesByNameOnAKeptSocket) {
  KernelAnswers kernel;
  for (int i = 0; i < 2; ++i) {
    const auto answer = kernel.ask({"ethtool", "features-get", "lo"});
    ASSERT_TRUE(answer.has_value()) << static_cast<int>(answer.error());
    bool has_gro = false;
    for (const auto& feature : *answer) has_gro = has_gro || *feature.text("name") == "rx-gro";
    EXPECT_TRUE(has_gro);
  }
}

TEST(KernelAnswers, AreUnsupportedWhereTheDriverHasNoSuchThing) {
  KernelAnswers kernel;
  const auto unsupported = std::errc::operation_not_supported;
  EXPECT_EQ(kernel.ask({"ethtool", "rings-get", "lo"}).error(), unsupported);
  EXPECT_EQ(kernel.ask({"ethtool-ioctl", "rxclass-rules", "lo"}).error(), unsupported);
  EXPECT_EQ(kernel.ask({"ethtool-ioctl", "rxfh-fields", "lo"}).error(), unsupported);
}

TEST(KernelAnswers, AreUnsupportedForAnUnknownQuestion) {
  KernelAnswers kernel;
  const auto unsupported = std::errc::operation_not_supported;
  EXPECT_EQ(kernel.ask({"ethtool", "rings-set", "lo"}).error(), unsupported);
  EXPECT_EQ(kernel.ask({"ethtool-ioctl", "reset", "lo"}).error(), unsupported);
  EXPECT_EQ(kernel.ask({"netdev", "napi-set", "lo"}).error(), unsupported);
  EXPECT_EQ(kernel.ask({"oracle", "ask", "lo"}).error(), unsupported);
}

TEST(KernelAnswers, SayThatThereIsNoSuchInterface) {
  KernelAnswers kernel;
  const std::string_view long_name = "a-name-longer-than-an-interface-has";
  for (const std::string_view name : {std::string_view("hf-none"), long_name}) {
    EXPECT_EQ(kernel.ask({"ethtool-ioctl", "drvinfo", name}).error(), std::errc::no_such_device);
    EXPECT_EQ(kernel.ask({"netdev", "napi-get", name}).error(), std::errc::no_such_device);
    EXPECT_FALSE(kernel.ask({"ethtool", "rings-get", name}).has_value());
    EXPECT_FALSE(kernel.ask({"rt-link", "getlink", name}).has_value());
  }
}

TEST(KernelAnswers, ListTheInterfacesOwnQdiscsOnly) {
  KernelAnswers kernel;
  const auto answer = kernel.ask({"rt-qdisc", "getqdisc", "lo"});
  ASSERT_TRUE(answer.has_value()) << static_cast<int>(answer.error());
  for (const auto& qdisc : *answer) EXPECT_EQ(qdisc.number("ifindex"), 1U);
}

}  // namespace
}  // namespace holdfast
