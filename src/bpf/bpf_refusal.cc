#include "bpf/bpf_refusal.h"

#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "host/errno_name.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kPerfmon = 38, kBpf = 39;  // Linux 5.8; before, all was CAP_SYS_ADMIN

}  // namespace

bool has_bpf_capabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
  const auto has = [&](std::uint32_t capability) {
    return ((sets[capability / 32].effective >> (capability % 32)) & 1) != 0;
  };
  return has(CAP_SYS_ADMIN) || (has(kPerfmon) && has(kBpf));
}

std::string sentence_of_refusal(std::string_view section, std::errc error, bool may_load) {
  const auto slash = section.find('/');
  const auto kind = section.substr(0, slash);
  const auto target = slash == std::string_view::npos ? section : section.substr(slash + 1);
  // Of libbpf: the function or tracepoint is not in the kernel's BTF.
  if (error == std::errc::no_such_process || error == std::errc::no_such_file_or_directory) {
    return fmt::format("this kernel has no {} that {} programs can be attached to", target, kind);
  }
  if (error == std::errc::operation_not_permitted && may_load) {
    return fmt::format("this kernel refuses {} programs (EPERM), as a locked-down one does", kind);
  }
  if (error == std::errc::operation_not_permitted) {
    return "BPF needs CAP_BPF and CAP_PERFMON: run as root";
  }
  if (error == std::errc::invalid_argument || error == std::errc::permission_denied) {
    return fmt::format("the kernel's verifier refuses the program for {} ({})", section,
                       errno_name(error));
  }
  return fmt::format("the program for {} is refused ({})", section, errno_name(error));
}

}  // namespace holdfast
