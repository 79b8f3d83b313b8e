#include "net/udp_socket_options.h"

#include <fmt/format.h>
#include <linux/net_tstamp.h>
#include <sys/socket.h>

#include <algorithm>
#include <limits>

#include "host/descriptor.h"
#include "host/errno_name.h"
#include "net/hardware_stamps.h"
#include "net/socket_address.h"

namespace holdfast {
namespace {

// <asm-generic/socket.h>; glibc 2.36 has neither.
constexpr int kPreferBusyPoll = 69, kBusyPollBudget = 70;

Error busy_poll_refusal(std::string_view option) {
  const auto error = last_error();
  if (error == std::errc::operation_not_permitted) {
    return {ErrorCode::denied, fmt::format("{} takes CAP_NET_ADMIN", option)};
  }
  const bool unknown = error == std::errc::no_protocol_option;
  return {unknown ? ErrorCode::unsupported : ErrorCode::failed,
          unknown ? fmt::format("this kernel has no {}", option)
                  : fmt::format("{}: {}", option, errno_name(error))};
}

int as_int(std::uint32_t value) {
  return static_cast<int>(
      std::min(value, static_cast<std::uint32_t>(std::numeric_limits<int>::max())));
}

}  // namespace

bool set_option(int socket, int level, int option, int value) {
  return ::setsockopt(socket, level, option, &value, sizeof value) == 0;
}

std::optional<std::string> set_receive_buffer(int socket, std::uint32_t bytes) {
  const bool is_forced = set_option(socket, SOL_SOCKET, SO_RCVBUFFORCE, as_int(bytes));
  if (!is_forced) static_cast<void>(set_option(socket, SOL_SOCKET, SO_RCVBUF, as_int(bytes)));
  int doubled = 0;  // socket(7): the kernel doubles what it was given, for its own bookkeeping
  socklen_t size = sizeof doubled;
  if (::getsockopt(socket, SOL_SOCKET, SO_RCVBUF, &doubled, &size) != 0) return std::nullopt;
  const auto got = static_cast<std::uint32_t>(doubled / 2);
  if (got >= bytes) return std::nullopt;
  if (is_forced) {
    return fmt::format("the receive buffer has {} bytes, not {}: no socket has more", got, bytes);
  }
  return fmt::format(
      "the receive buffer has {} bytes, not {}: without CAP_NET_ADMIN net.core.rmem_max is its "
      "bound (sysctl -w net.core.rmem_max={})",
      got, bytes, bytes);
}

void set_send_buffer(int socket, std::uint32_t bytes) {
  if (set_option(socket, SOL_SOCKET, SO_SNDBUFFORCE, as_int(bytes))) return;
  static_cast<void>(set_option(socket, SOL_SOCKET, SO_SNDBUF, as_int(bytes)));
}

void set_stamps(int socket, const ReceiverOptions& options, std::vector<std::string>& notes) {
  int wanted = 0;
  if (options.software_stamps) wanted |= SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  if (options.hardware_stamps) {
    wanted |= SOF_TIMESTAMPING_RX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE;
  }
  if (wanted != 0 && !set_option(socket, SOL_SOCKET, SO_TIMESTAMPING, wanted)) {
    notes.push_back(fmt::format("no stamps: SO_TIMESTAMPING: {}", errno_name(last_error())));
  } else if (options.hardware_stamps) {
    const auto interface =
        options.interface.empty() ? interface_of(options.local) : options.interface;
    auto note = interface.empty()
                    ? "which NIC's hardware timestamps are meant is not known: name its interface"
                    : note_of(ask_hardware_stamps(socket, interface), interface);
    if (!note.empty()) notes.push_back(std::move(note));
  }
  if (!set_option(socket, SOL_SOCKET, SO_RXQ_OVFL, 1)) {
    notes.push_back(
        fmt::format("drops are not counted: SO_RXQ_OVFL: {}", errno_name(last_error())));
  }
}

std::optional<Error> set_busy_poll(int socket, const ReceiverOptions& options,
                                   std::vector<std::string>& notes) {
  if (!set_option(socket, SOL_SOCKET, SO_BUSY_POLL, as_int(options.busy_poll_us))) {
    return busy_poll_refusal("SO_BUSY_POLL");
  }
  if (options.prefer_busy_poll && !set_option(socket, SOL_SOCKET, kPreferBusyPoll, 1)) {
    return busy_poll_refusal("SO_PREFER_BUSY_POLL");
  }
  if (!set_option(socket, SOL_SOCKET, kBusyPollBudget, as_int(options.busy_poll_budget))) {
    notes.push_back(fmt::format("the kernel's budget, not {} packets, for each busy poll: {}",
                                options.busy_poll_budget,
                                busy_poll_refusal("SO_BUSY_POLL_BUDGET").sentence));
  }
  return std::nullopt;
}

}  // namespace holdfast
