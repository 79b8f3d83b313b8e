#include "net/af_xdp_binding.h"

#include <linux/if_xdp.h>
#include <unistd.h>

#include <utility>

#include "net/af_xdp_refusal.h"

namespace holdfast {
namespace {

constexpr int kTries = 100;
constexpr useconds_t kBetweenTriesUs = 10'000;

xsk_socket_config config_of(const XdpOptions& options) {
  xsk_socket_config config{};
  config.rx_size = options.rx_ring;
  config.tx_size = options.send_ring;
  config.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD;
  config.bind_flags = options.mode == XdpMode::zero_copy ? XDP_ZEROCOPY : XDP_COPY;
  if (options.need_wakeup) config.bind_flags |= XDP_USE_NEED_WAKEUP;
  return config;
}

}  // namespace

// The memory is made anew each time: the library gives its rings to a socket that fails, and they
// are lost with it.
Result<XdpBinding> bind_xdp_socket(const std::string& interface, const XdpOptions& options,
                                   xsk_ring_cons* receive, xsk_ring_prod* send) {
  const auto config = config_of(options);
  for (int tries = 0;; ++tries) {
    auto memory = AfXdpMemory::make(interface, options);
    if (!memory) return tl::unexpected(memory.error());
    XdpBinding binding{*std::move(memory), nullptr};
    xsk_socket* socket = nullptr;
    const int refused = xsk_socket__create(&socket, interface.c_str(), options.queue,
                                           binding.memory->umem(), receive, send, &config);
    if (refused == 0) {
      binding.socket.reset(socket);
      return binding;
    }
    const auto error = static_cast<std::errc>(-refused);
    if (error != std::errc::device_or_resource_busy || tries == kTries) {
      return xdp_refusal(XdpStep::bind, error, interface, options);
    }
    ::usleep(kBetweenTriesUs);
  }
}

}  // namespace holdfast
