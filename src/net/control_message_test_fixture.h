// Control messages for tests to feed, with the stamps of hardware that this host has not.
#pragma once

#include <time.h>
// The kernel's header needs struct timespec before it.
#include <linux/errqueue.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstring>
#include <vector>

namespace holdfast {

/// Control messages as the kernel lays them out.
class Control {
 public:
  template <class Payload>
  Control& add(int level, int type, const Payload& payload) {
    cmsghdr header{};
    header.cmsg_len = CMSG_LEN(sizeof payload);
    header.cmsg_level = level;
    header.cmsg_type = type;
    const std::size_t at = bytes_.size();
    bytes_.resize(at + CMSG_SPACE(sizeof payload));
    std::memcpy(&bytes_[at], &header, sizeof header);
    std::memcpy(&bytes_[at + CMSG_LEN(0)], &payload, sizeof payload);
    return *this;
  }
  Control& add_stamps(timespec software, timespec device, int type = SO_TIMESTAMPING) {
    scm_timestamping stamps{};
    stamps.ts[0] = software;
    stamps.ts[2] = device;
    return add(SOL_SOCKET, type, stamps);
  }
  Control& add_drops(std::uint32_t drops) { return add(SOL_SOCKET, SO_RXQ_OVFL, drops); }
  std::vector<std::uint8_t>& bytes() { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace holdfast
