// What the tests of receivers share: numbered packets over loopback, and a network of one's own.
#pragma once

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <string>
#include <thread>

#include "host/descriptor.h"
#include "model/address.h"
#include "net/packet_receiver.h"
#include "net/udp_sender.h"
#include "net/wall_clock.h"

namespace holdfast {

inline Endpoint endpoint_of(std::string_view address, std::uint16_t port) {
  return {*parse_address(address), port};
}

inline bool set_loopback(bool is_up) {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = static_cast<short>(is_up ? IFF_UP : 0);
  return ::ioctl(socket.fd(), SIOCSIFFLAGS, &request) == 0;
}

/// In a thread of a network namespace of its own with nothing but lo, which ends with it. Why not,
/// where that is not permitted.
inline std::string in_own_network(const std::function<void()>& test) {
  std::string why;
  std::thread([&] {
    if (::unshare(CLONE_NEWNET) == 0 && set_loopback(true)) {
      test();
    } else {
      why = "no network namespace of one's own";
    }
  }).join();
  return why;
}

/// In a thread that lacks the capability (CAP_NET_ADMIN, …).
inline void without_capability(int capability, const std::function<void()>& test) {
  std::thread([&] {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    __user_cap_data_struct sets[2] = {};
    ASSERT_EQ(::syscall(SYS_capget, &header, sets), 0);
    sets[CAP_TO_INDEX(capability)].effective &= ~CAP_TO_MASK(capability);
    ASSERT_EQ(::syscall(SYS_capset, &header, sets), 0);
    test();
  }).join();
}

inline bool send_number(UdpSender& sender, std::uint64_t number) {
  std::array<std::uint8_t, 64> payload{};
  std::memcpy(payload.data(), &number, sizeof number);
  return sender.send(payload);
}

inline std::uint64_t number_of(const ReceivedPacket& packet) {
  std::uint64_t number = UINT64_MAX;
  if (packet.payload.size() >= sizeof number) {
    std::memcpy(&number, packet.payload.data(), sizeof number);
  }
  return number;
}

/// Calls receive() until `take` had `wanted` packets, or 5 s are over. How many it had.
inline std::size_t receive_all(PacketReceiver& receiver, std::size_t wanted,
                               const std::function<void(const ReceivedPacket&)>& take) {
  PacketBatch batch;
  const std::int64_t until_ns = wall_ns() + 5'000'000'000;
  std::size_t had = 0;
  while (had < wanted && wall_ns() < until_ns) {
    const auto outcome = receiver.receive(batch, 10'000'000);
    if (outcome == ReceiveOutcome::failed) {
      ADD_FAILURE() << receiver.error().sentence;
      break;
    }
    EXPECT_EQ(batch.size > 0, outcome == ReceiveOutcome::packets);
    for (std::size_t i = 0; i < batch.size; ++i) take(batch.packets[i]);
    had += batch.size;
  }
  return had;
}

}  // namespace holdfast
