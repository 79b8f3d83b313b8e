// An AF_XDP receiver step by step: what is known to fail first, the program on the interface last.
#include <fmt/format.h>

#include "host/errno_name.h"
#include "net/af_xdp_capabilities.h"
#include "net/af_xdp_interface.h"
#include "net/af_xdp_options.h"
#include "net/af_xdp_receiver.h"
#include "net/receiver_kinds.h"

namespace holdfast {

Result<std::unique_ptr<PacketReceiver>> make_af_xdp_receiver(const ReceiverOptions& options) {
  if (const auto good = check_xdp_options(options); !good) return tl::unexpected(good.error());
  const auto interface = look_at_xdp_interface(options);
  if (!interface) return tl::unexpected(interface.error());
  if (const auto may = check_xdp_capabilities(); !may) return tl::unexpected(may.error());
  auto notes = notes_of(*interface, options);
  auto group = join_group(options, interface->index);
  if (!group) return tl::unexpected(group.error());
  auto program = RedirectProgram::load(options, interface->index);
  if (!program) return tl::unexpected(program.error());
  auto socket = AfXdpSocket::make(options);
  if (!socket) return tl::unexpected(socket.error());
  if (options.xdp.prefer_busy_poll) {
    const auto error = (*socket)->prefer_busy_poll(options.busy_poll_us, options.busy_poll_budget);
    if (error != std::errc()) {
      notes.push_back(fmt::format("busy polling is not preferred: the kernel refuses it ({})",
                                  errno_name(error)));
    }
  }
  if (const auto given = program->give_to((*socket)->fd()); !given) {
    return tl::unexpected(given.error());
  }
  if (const auto attached = program->attach(); !attached) return tl::unexpected(attached.error());
  return std::make_unique<AfXdpReceiver>(options, *std::move(group), *std::move(socket),
                                         *std::move(program), std::move(notes));
}

}  // namespace holdfast
