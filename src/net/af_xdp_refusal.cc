#include "net/af_xdp_refusal.h"

#include <fmt/format.h>

#include <array>

#include "host/errno_name.h"

namespace holdfast {
namespace {

/// This process has what is known to be needed, and the kernel says no all the same.
std::string not_permitted(const char* what, const std::string& interface) {
  return fmt::format(
      "{} on {} is not permitted (EPERM): it takes CAP_NET_ADMIN, CAP_NET_RAW, CAP_BPF and "
      "CAP_PERFMON of the first user namespace, and a kernel that is not locked down",
      what, interface);
}

std::string load_sentence(std::errc error, const std::string& interface, const XdpOptions& xdp) {
  const auto name = errno_name(error);
  if (xdp.device_stamps &&
      (error == std::errc::invalid_argument || error == std::errc::operation_not_supported)) {
    return fmt::format(
        "device stamps: the driver of {} tells XDP programs nothing of a packet ({})", interface,
        name);
  }
  return fmt::format("the kernel refuses holdfast's XDP program ({})", name);
}

std::string memory_sentence(std::errc error, const XdpOptions& xdp) {
  const auto name = errno_name(error);
  if (error == std::errc::address_family_not_supported) {
    return fmt::format("this kernel has no AF_XDP ({}): CONFIG_XDP_SOCKETS", name);
  }
  return fmt::format("{} frames of {} bytes as packet memory are refused ({})", xdp.frames,
                     xdp.frame_bytes, name);
}

std::string bind_sentence(std::errc error, const std::string& name, const XdpOptions& xdp) {
  const auto queue = xdp.queue;
  const auto text = errno_name(error);
  if (error == std::errc::device_or_resource_busy) {
    return fmt::format("queue {} of {} has an AF_XDP socket already ({} for a second)", queue, name,
                       text);
  }
  if (error == std::errc::network_down) {
    return fmt::format("{} is down ({}): ip link set dev {} up", name, text, name);
  }
  if (xdp.mode == XdpMode::zero_copy) {
    return fmt::format(
        "the driver of {} refuses zero-copy AF_XDP on queue {} ({}): without it the kernel copies",
        name, queue, text);
  }
  return fmt::format("the kernel refuses AF_XDP on queue {} of {} ({})", queue, name, text);
}

std::string attach_sentence(std::errc error, const std::string& name, const XdpOptions& xdp) {
  const auto text = errno_name(error);
  if (error == std::errc::device_or_resource_busy || error == std::errc::file_exists) {
    return fmt::format("another XDP program is attached to {} ({})", name, text);
  }
  if (xdp.mode == XdpMode::generic) {
    return fmt::format("{} takes no XDP program in the generic mode ({})", name, text);
  }
  if (error == std::errc::operation_not_supported) {
    return fmt::format("the driver of {} has no native XDP ({}): the generic mode needs no driver",
                       name, text);
  }
  return fmt::format(
      "the driver of {} refuses native XDP ({}), as for an MTU beyond a page, merging of packets "
      "(LRO), or too few queues",
      name, text);
}

}  // namespace

tl::unexpected<Error> xdp_refusal(XdpStep step, std::errc error, const std::string& interface,
                                  const XdpOptions& xdp) {
  constexpr std::array kSteps = {"loading an XDP program", "packet memory of AF_XDP",
                                 "an AF_XDP socket", "redirecting to AF_XDP",
                                 "attaching an XDP program"};
  const char* const what = kSteps[static_cast<std::size_t>(step)];
  if (error == std::errc::operation_not_permitted) {
    return fail(ErrorCode::denied, not_permitted(what, interface));
  }
  if (error == std::errc::no_such_device) {
    return fail(ErrorCode::absent, fmt::format("{}: the interface has gone", interface));
  }
  const bool is_unsupported = error == std::errc::operation_not_supported ||
                              error == std::errc::address_family_not_supported;
  const auto code = is_unsupported ? ErrorCode::unsupported : ErrorCode::failed;
  switch (step) {
    case XdpStep::load: return fail(code, load_sentence(error, interface, xdp));
    case XdpStep::memory: return fail(code, memory_sentence(error, xdp));
    case XdpStep::bind: return fail(code, bind_sentence(error, interface, xdp));
    case XdpStep::attach: return fail(code, attach_sentence(error, interface, xdp));
    case XdpStep::give: break;
  }
  return fail(code, fmt::format("{} is refused ({})", what, errno_name(error)));
}

tl::unexpected<Error> memory_limit_refusal(std::uint64_t wanted_bytes, std::uint64_t limit_bytes) {
  return fail(ErrorCode::denied,
              fmt::format("{} bytes of packet memory are beyond the memory lock limit of {} bytes "
                          "(ENOBUFS): raise it (ulimit -l {}, LimitMEMLOCK=), or run as root",
                          wanted_bytes, limit_bytes, (wanted_bytes + 1023) / 1024));
}

}  // namespace holdfast
