#include "serve/sandbox.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace holdfast {
namespace {

// Rights of Landlock's first version, which every kernel with it knows.
constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kAll =
    kRead | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "which AUDIT_ARCH_ is this?"
#endif

// A list of what is forbidden: one of what is allowed would be that of a libc's version.
constexpr std::array kForbidden = {SYS_execve,
                                   SYS_execveat,
                                   SYS_ptrace,
                                   SYS_process_vm_readv,
                                   SYS_process_vm_writev,
                                   SYS_mount,
                                   SYS_umount2,
                                   SYS_pivot_root,
                                   SYS_chroot,
                                   SYS_setns,
                                   SYS_unshare,
                                   SYS_bpf,
                                   SYS_perf_event_open,
                                   SYS_kexec_load,
                                   SYS_init_module,
                                   SYS_finit_module,
                                   SYS_delete_module,
                                   SYS_reboot,
                                   SYS_swapon,
                                   SYS_swapoff,
                                   SYS_add_key,
                                   SYS_request_key,
                                   SYS_keyctl,
                                   SYS_io_uring_setup,
                                   SYS_userfaultfd,
                                   SYS_sched_setaffinity,
                                   SYS_kill,
                                   SYS_tkill};

}  // namespace

void confine_files(const std::vector<std::string>& readable, std::vector<std::string>& notes) {
  landlock_ruleset_attr rules{};
  rules.handled_access_fs = kAll;
  const auto fd = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0));
  if (fd < 0) {
    notes.push_back(fmt::format("files are not confined: no Landlock ({})", std::strerror(errno)));
    return;
  }
  for (const auto& folder : readable) {
    landlock_path_beneath_attr beneath{};
    beneath.allowed_access = kRead;
    beneath.parent_fd = ::open(folder.c_str(), O_PATH | O_CLOEXEC | O_DIRECTORY);
    if (beneath.parent_fd >= 0) {
      (void)::syscall(SYS_landlock_add_rule, fd, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
      ::close(beneath.parent_fd);
    }
  }
  if (::syscall(SYS_landlock_restrict_self, fd, 0) != 0) {
    notes.push_back(fmt::format("files are not confined: {}", std::strerror(errno)));
  }
  ::close(fd);
}

void confine_calls(std::vector<std::string>& notes) {
  std::vector<sock_filter> code;
  constexpr std::uint32_t kLoad = BPF_LD | BPF_W | BPF_ABS, kEqual = BPF_JMP | BPF_JEQ | BPF_K;
  const auto add = [&](std::uint32_t op, std::uint8_t yes, std::uint8_t no, std::uint32_t value) {
    code.push_back({static_cast<std::uint16_t>(op), yes, no, value});
  };
  // Another architecture's numbers (i386 on x86-64) mean other calls.
  add(kLoad, 0, 0, offsetof(seccomp_data, arch));
  add(kEqual, 1, 0, kArchitecture);
  add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM);
  add(kLoad, 0, 0, offsetof(seccomp_data, nr));
#if defined(__x86_64__)
  // The x32 calls have numbers of their own from here on.
  add(BPF_JMP | BPF_JGE | BPF_K, 0, 1, 0x40000000U);
  add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM);
#endif
  for (const auto call : kForbidden) {
    add(kEqual, 0, 1, static_cast<std::uint32_t>(call));
    add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM);
  }
  add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) {
    notes.push_back(fmt::format("system calls are not confined: {}", std::strerror(errno)));
  }
}

}  // namespace holdfast
