#include "net/af_xdp_capabilities.h"

#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <string>

namespace holdfast {
namespace {

// CAP_PERFMON and CAP_BPF, Linux 5.8; before, all was CAP_SYS_ADMIN.
constexpr std::uint32_t kPerfmon = 38, kBpf = 39;

std::uint64_t bit(std::uint32_t capability) { return std::uint64_t{1} << capability; }

}  // namespace

Result<void> check_xdp_capabilities(XdpUse use) {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return {};
  return check_xdp_capabilities(std::uint64_t{sets[1].effective} << 32 | sets[0].effective, use);
}

Result<void> check_xdp_capabilities(std::uint64_t effective, XdpUse use) {
  std::string lacking;
  const auto need = [&](std::uint64_t any_of, const char* name) {
    if ((effective & any_of) == 0)
      lacking += fmt::format("{}{}", lacking.empty() ? "" : ", ", name);
  };
  need(bit(CAP_NET_RAW), "CAP_NET_RAW (its socket)");
  if (use == XdpUse::program) {
    need(bit(CAP_NET_ADMIN), "CAP_NET_ADMIN (its program on the interface)");
    need(bit(kBpf) | bit(CAP_SYS_ADMIN), "CAP_BPF (its program)");
    // Without it the verifier lets no header of varying length be stepped over.
    need(bit(kPerfmon) | bit(CAP_SYS_ADMIN), "CAP_PERFMON (its program)");
  }
  if (lacking.empty()) return {};
  return fail(ErrorCode::denied,
              fmt::format("AF_XDP is not permitted, for lack of {}: run as root", lacking));
}

}  // namespace holdfast
