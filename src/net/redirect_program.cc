#include "net/redirect_program.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "bpf/bpf_object.h"
#include "bpf/embedded_objects.h"
#include "net/af_xdp_refusal.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kOnlyThisDevice = 1U << 6;  // BPF_F_XDP_DEV_BOUND_ONLY, Linux 6.3
constexpr const char* kDeviceStamp = "bpf_xdp_metadata_rx_timestamp";

int print_nothing(libbpf_print_level, const char*, va_list) { return 0; }

/// Those of this kernel itself, not of its modules: this one stands in net/core.
bool kernel_has_function(const char* name) {
  btf* const types = btf__load_vmlinux_btf();
  if (types == nullptr) return false;
  const bool has = btf__find_by_name_kind(types, name, BTF_KIND_FUNC) > 0;
  btf__free(types);
  return has;
}

/// The object's constants, which the verifier builds into the program.
bool set_target(bpf_object* object, const redirect_target& target) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    if (!std::string_view(bpf_map__name(map)).ends_with(".rodata")) continue;
    return bpf_map__set_initial_value(map, &target, sizeof target) == 0;
  }
  return false;
}

}  // namespace

redirect_target redirect_target_of(const ReceiverOptions& options) {
  redirect_target target{};
  const auto& address = options.local.address;
  std::memcpy(target.address, address.data(), std::min(address.size(), sizeof target.address));
  target.words = static_cast<std::uint32_t>(address.size() / 4);
  target.any = std::all_of(address.begin(), address.end(), [](auto byte) { return byte == 0; });
  target.queue = options.xdp.queue;
  target.port = htons(options.local.port);
  target.stamps = options.software_stamps || options.xdp.device_stamps;
  return target;
}

void RedirectProgram::Close::operator()(bpf_object* object) const { bpf_object__close(object); }

RedirectProgram::RedirectProgram(const ReceiverOptions& options, int interface_index,
                                 bpf_object* object)
    : options_(options), interface_index_(interface_index), object_(object) {}

Result<RedirectProgram> RedirectProgram::load(const ReceiverOptions& options, int interface_index) {
  libbpf_set_print(print_nothing);
  if (const auto why = why_no_bpf(); !why.empty()) return fail(ErrorCode::unsupported, why);
  const bool by_device = options.xdp.device_stamps;
  if (by_device && !kernel_has_function(kDeviceStamp)) {
    return fail(ErrorCode::unsupported,
                "device stamps: this kernel has no bpf_xdp_metadata_rx_timestamp (Linux 6.3)");
  }
  const auto elf = bpf_object_udp_redirect();
  RedirectProgram result(options, interface_index,
                         bpf_object__open_mem(elf.data(), elf.size(), nullptr));
  bpf_object* const object = result.object_.get();
  if (object == nullptr)
    return xdp_refusal(XdpStep::load, last_error(), options.interface, options.xdp);
  auto* const plain = bpf_object__find_program_by_name(object, "udp_redirect");
  auto* const bound = bpf_object__find_program_by_name(object, "udp_redirect_with_device_stamp");
  if (plain == nullptr || bound == nullptr || !set_target(object, redirect_target_of(options))) {
    return fail(ErrorCode::failed, "the program for XDP inside of holdfast is not whole");
  }
  bpf_program__set_autoload(by_device ? plain : bound, false);
  auto* const chosen = by_device ? bound : plain;
  if (by_device) {
    bpf_program__set_ifindex(chosen, static_cast<std::uint32_t>(interface_index));
    bpf_program__set_flags(chosen, kOnlyThisDevice);
  }
  if (const int error = bpf_object__load(object); error != 0) {
    return xdp_refusal(XdpStep::load, static_cast<std::errc>(-error), options.interface,
                       options.xdp);
  }
  result.program_ = bpf_program__fd(chosen);
  return result;
}

Result<void> RedirectProgram::give_to(int xdp_socket) const {
  const std::uint32_t first = 0;
  const int map = bpf_object__find_map_fd_by_name(object_.get(), "sockets");
  if (bpf_map_update_elem(map, &first, &xdp_socket, BPF_ANY) != 0) {
    return xdp_refusal(XdpStep::give, last_error(), options_.interface, options_.xdp);
  }
  return {};
}

Result<void> RedirectProgram::attach() {
  bpf_link_create_opts how{};
  how.sz = sizeof how;
  how.flags = options_.xdp.mode == XdpMode::generic ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE;
  const int link = bpf_link_create(program_, interface_index_, BPF_XDP, &how);
  if (link < 0) {
    return xdp_refusal(XdpStep::attach, static_cast<std::errc>(-link), options_.interface,
                       options_.xdp);
  }
  link_ = Descriptor(link);
  return {};
}

redirect_counts RedirectProgram::counts() const {
  redirect_counts sum{};
  const int cpus = libbpf_num_possible_cpus();
  if (cpus <= 0) return sum;
  std::vector<redirect_counts> each(static_cast<std::size_t>(cpus));
  const std::uint32_t first = 0;
  const int map = bpf_object__find_map_fd_by_name(object_.get(), "counts");
  if (bpf_map_lookup_elem(map, &first, each.data()) != 0) return sum;
  for (const auto& one : each) {
    sum.redirected += one.redirected;
    sum.unbound += one.unbound;
    sum.other_queue += one.other_queue;
    sum.fragments += one.fragments;
    sum.unstamped += one.unstamped;
    sum.no_device_stamp += one.no_device_stamp;
  }
  return sum;
}

}  // namespace holdfast
