#include "net/af_xdp_options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <bit>

namespace holdfast {
namespace {

bool is_size(std::uint32_t value, std::uint32_t least, std::uint32_t most) {
  return std::has_single_bit(value) && value >= least && value <= most;
}

}  // namespace

Result<void> check_xdp_options(const ReceiverOptions& options) {
  const auto& xdp = options.xdp;
  const auto usage = [](std::string sentence) {
    return fail(ErrorCode::usage, std::move(sentence));
  };
  const auto bytes = options.local.address.size();
  if (options.interface.empty())
    return usage("AF_XDP needs an interface to receive from: --interface NAME");
  if ((bytes != 4 && bytes != 16) || options.local.port == 0) {
    return usage("AF_XDP needs an address and a port to redirect");
  }
  const auto page = static_cast<std::uint32_t>(::sysconf(_SC_PAGESIZE));
  if (!is_size(xdp.frame_bytes, 2048, page)) {
    return usage(fmt::format("a frame of {} bytes: AF_XDP takes a power of two from 2048 to {}",
                             xdp.frame_bytes, page));
  }
  constexpr std::uint32_t kMost = 1U << 20;
  if (!is_size(xdp.frames, 1, kMost) || !is_size(xdp.fill_ring, 1, kMost) ||
      !is_size(xdp.rx_ring, 1, kMost)) {
    return usage(fmt::format(
        "{} frames, a fill ring of {} and a receive ring of {}: each is a power of two, up to {}",
        xdp.frames, xdp.fill_ring, xdp.rx_ring, kMost));
  }
  if (xdp.batch == 0 || xdp.batch > kMostReceived) {
    return usage(fmt::format("a batch of {} packets: from 1 to {}", xdp.batch, kMostReceived));
  }
  if (xdp.device_stamps && xdp.mode == XdpMode::generic) {
    return usage("device stamps are the driver's: the generic XDP mode has none");
  }
  return {};
}

}  // namespace holdfast
