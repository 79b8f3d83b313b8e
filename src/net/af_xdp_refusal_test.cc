#include "net/af_xdp_refusal.h"

#include <gtest/gtest.h>
#include <linux/capability.h>

#include <functional>
#include <string>

#include "net/af_xdp_capabilities.h"
#include "net/af_xdp_options.h"

namespace holdfast {
namespace {

ReceiverOptions good_options() {
  ReceiverOptions options;
  options.local = {{10, 0, 0, 1}, 9000};
  options.interface = "eth7";
  return options;
}

std::string sentence_of(const std::function<void(ReceiverOptions&)>& spoil) {
  auto options = good_options();
  spoil(options);
  const auto checked = check_xdp_options(options);
  if (checked) return "";
  EXPECT_EQ(checked.error().code, ErrorCode::usage);
  return checked.error().sentence;
}

TEST(af_xdp_refusal, options_that_no_kernel_carries_out_are_told_with_their_value) {
  EXPECT_EQ(sentence_of([](auto&) {}), "");
  EXPECT_EQ(sentence_of([](auto& options) { options.interface.clear(); }),
            "AF_XDP needs an interface to receive from: --interface NAME");
  EXPECT_EQ(sentence_of([](auto& options) { options.local.port = 0; }),
            "AF_XDP needs an address and a port to redirect");
  EXPECT_EQ(sentence_of([](auto& options) { options.local.address.pop_back(); }),
            "AF_XDP needs an address and a port to redirect");
  EXPECT_EQ(sentence_of([](auto& options) { options.xdp.frame_bytes = 1024; }),
            "a frame of 1024 bytes: AF_XDP takes a power of two from 2048 to 4096");
  EXPECT_EQ(sentence_of([](auto& options) { options.xdp.rx_ring = 1000; }),
            "4096 frames, a fill ring of 2048 and a receive ring of 1000: each is a power of two, "
            "up to 1048576");
  EXPECT_EQ(sentence_of([](auto& options) { options.xdp.batch = 65; }),
            "a batch of 65 packets: from 1 to 64");
  EXPECT_EQ(sentence_of([](auto& options) {
              options.xdp.mode = XdpMode::generic;
              options.xdp.device_stamps = true;
            }),
            "device stamps are the driver's: the generic XDP mode has none");
}

TEST(af_xdp_refusal, capabilities_that_lack_are_named_and_sys_admin_stands_for_those_of_bpf) {
  const auto bit = [](int capability) { return std::uint64_t{1} << capability; };
  const std::uint64_t network = bit(CAP_NET_RAW) | bit(CAP_NET_ADMIN);
  EXPECT_TRUE(check_xdp_capabilities(network | bit(CAP_SYS_ADMIN)));
  EXPECT_TRUE(check_xdp_capabilities(network | bit(38) | bit(39)));
  const auto lacking = check_xdp_capabilities(network | bit(39));
  ASSERT_FALSE(lacking);
  EXPECT_EQ(lacking.error().code, ErrorCode::denied);
  EXPECT_EQ(lacking.error().sentence,
            "AF_XDP is not permitted, for lack of CAP_PERFMON (its program): run as root");
  EXPECT_FALSE(check_xdp_capabilities(bit(CAP_SYS_ADMIN) | bit(CAP_NET_ADMIN)));
}

TEST(af_xdp_refusal, what_the_kernel_refused_has_its_sentence_and_code) {
  auto options = good_options();
  const auto told = [&](XdpStep step, std::errc error) {
    return xdp_refusal(step, error, options.interface, options.xdp).value();
  };
  auto error = told(XdpStep::bind, std::errc::device_or_resource_busy);
  EXPECT_EQ(error.code, ErrorCode::failed);
  EXPECT_EQ(error.sentence, "queue 0 of eth7 has an AF_XDP socket already (EBUSY for a second)");
  error = told(XdpStep::attach, std::errc::device_or_resource_busy);
  EXPECT_EQ(error.sentence, "another XDP program is attached to eth7 (EBUSY)");
  error = told(XdpStep::attach, std::errc::result_out_of_range);
  EXPECT_EQ(error.sentence,
            "the driver of eth7 refuses native XDP (ERANGE), as for an MTU beyond a page, merging "
            "of packets (LRO), or too few queues");
  error = told(XdpStep::memory, std::errc::address_family_not_supported);
  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_EQ(error.sentence, "this kernel has no AF_XDP (EAFNOSUPPORT): CONFIG_XDP_SOCKETS");
  error = told(XdpStep::load, std::errc::operation_not_permitted);
  EXPECT_EQ(error.code, ErrorCode::denied);
  error = told(XdpStep::bind, std::errc::no_such_device);
  EXPECT_EQ(error.code, ErrorCode::absent);
  EXPECT_EQ(error.sentence, "eth7: the interface has gone");
  options.xdp.device_stamps = true;
  error = told(XdpStep::load, std::errc::operation_not_supported);
  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_EQ(
      error.sentence,
      "device stamps: the driver of eth7 tells XDP programs nothing of a packet (EOPNOTSUPP)");
}

}  // namespace
}  // namespace holdfast
