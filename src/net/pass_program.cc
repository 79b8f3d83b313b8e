#include "net/pass_program.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <linux/if_link.h>

#include <array>
#include <cerrno>
#include <utility>

#include "net/af_xdp_refusal.h"

namespace holdfast {

Result<PassProgram> PassProgram::attach(const std::string& interface, int interface_index,
                                        const XdpOptions& options) {
  // r0 = XDP_PASS; exit
  constexpr std::array<bpf_insn, 2> kPass = {
      {{.code = BPF_ALU64 | BPF_MOV | BPF_K,
        .dst_reg = BPF_REG_0,
        .src_reg = 0,
        .off = 0,
        .imm = XDP_PASS},
       {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}}};
  Descriptor program(bpf_prog_load(BPF_PROG_TYPE_XDP, "holdfast_pass", "Apache-2.0", kPass.data(),
                                   kPass.size(), nullptr));
  if (!program) return xdp_refusal(XdpStep::load, last_error(), interface, options);
  bpf_link_create_opts how{};
  how.sz = sizeof how;
  how.flags = XDP_FLAGS_DRV_MODE;
  const int link = bpf_link_create(program.fd(), interface_index, BPF_XDP, &how);
  if (link == -EBUSY || link == -EEXIST) return PassProgram();
  if (link < 0) {
    return xdp_refusal(XdpStep::attach, static_cast<std::errc>(-link), interface, options);
  }
  return PassProgram(std::move(program), Descriptor(link));
}

}  // namespace holdfast
