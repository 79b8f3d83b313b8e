// The texts of ReceiveMethod.
#include <algorithm>
#include <utility>

#include "net/packet_receiver.h"

namespace holdfast {
namespace {

constexpr std::pair<ReceiveMethod, std::string_view> kMethods[] = {
    {ReceiveMethod::blocking, "blocking"},   {ReceiveMethod::epoll, "epoll"},
    {ReceiveMethod::busy_poll, "busy-poll"}, {ReceiveMethod::spin, "spin"},
    {ReceiveMethod::recvmmsg, "recvmmsg"},   {ReceiveMethod::spin_recvmmsg, "spin-recvmmsg"},
    {ReceiveMethod::io_uring, "io_uring"},   {ReceiveMethod::spin_io_uring, "spin-io_uring"},
    {ReceiveMethod::af_xdp, "af_xdp"},
};

}  // namespace

std::string_view to_text(ReceiveMethod method) {
  const auto* const found =
      std::ranges::find(kMethods, method, &std::pair<ReceiveMethod, std::string_view>::first);
  return found == std::end(kMethods) ? "?" : found->second;
}

std::optional<ReceiveMethod> parse_receive_method(std::string_view text) {
  const auto* const found =
      std::ranges::find(kMethods, text, &std::pair<ReceiveMethod, std::string_view>::second);
  if (found == std::end(kMethods)) return std::nullopt;
  return found->first;
}

const std::vector<ReceiveMethod>& all_receive_methods() {
  static const std::vector<ReceiveMethod> all = [] {
    std::vector<ReceiveMethod> methods;
    for (const auto& [method, text] : kMethods) methods.push_back(method);
    return methods;
  }();
  return all;
}

}  // namespace holdfast
