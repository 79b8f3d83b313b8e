// Kills a program, as kill -9 does, at the entry of the Nth of one system call: that one is not
// carried out any more. usage: kill_at CALL N COMMAND…; exit 137 when it was killed, else the
// program's own.
//
// strace could (inject=…:signal=KILL), but stops at every system call then, or, told to stop at
// some
// (--seccomp-bpf), loses the signal. Here a seccomp filter stops at the one that is counted.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

struct Call {
  std::string_view name;
  std::uint32_t number;
};
constexpr std::array kCalls{
    Call{"write", SYS_write},
    Call{"pwrite64", SYS_pwrite64},
    Call{"sendto", SYS_sendto},
    Call{"sendmsg", SYS_sendmsg},
    Call{"ioctl", SYS_ioctl},
    Call{"rename", SYS_rename},
    Call{"renameat", SYS_renameat},
    Call{"renameat2", SYS_renameat2},
    Call{"fsync", SYS_fsync},
    Call{"fdatasync", SYS_fdatasync},
    Call{"unlink", SYS_unlink},
    Call{"unlinkat", SYS_unlinkat},
    Call{"mkdir", SYS_mkdir},
    Call{"mkdirat", SYS_mkdirat},
    Call{"ftruncate", SYS_ftruncate},
    Call{"sched_setaffinity", SYS_sched_setaffinity},
    Call{"sched_setscheduler", SYS_sched_setscheduler},
};

[[noreturn]] void become(char** command, std::uint32_t call) {
  std::array<sock_filter, 4> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  std::raise(SIGSTOP);  // until the options are set
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0) {
    execvp(command[0], command);
  }
  std::perror("kill_at");
  _exit(127);
}

/// The exit status of `first`, or 137 once the Nth call was reached.
int follow(pid_t first, long wanted) {
  int status = 0;
  waitpid(first, &status, 0);
  ptrace(PTRACE_SETOPTIONS, first, nullptr,
         PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
             PTRACE_O_EXITKILL);
  ptrace(PTRACE_CONT, first, nullptr, nullptr);
  long seen = 0;
  while (true) {
    const pid_t stopped = waitpid(-1, &status, __WALL);
    if (stopped < 0) {
      return 127;
    }
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (stopped == first) {
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      }
      continue;
    }
    const int event = status >> 16;
    if (event == PTRACE_EVENT_SECCOMP && ++seen == wanted) {
      kill(first, SIGKILL);
      waitpid(first, &status, 0);
      return 128 + SIGKILL;
    }
    // A new thread begins with a SIGSTOP of ptrace's own, which is not for it.
    const int signal = event == 0 && WSTOPSIG(status) != SIGSTOP && WSTOPSIG(status) != SIGTRAP
                           ? WSTOPSIG(status)
                           : 0;
    ptrace(PTRACE_CONT, stopped, nullptr, static_cast<std::intptr_t>(signal));
  }
}

}  // namespace

int main(int count, char** arguments) {
  for (const Call& call : kCalls) {
    if (count < 4 || call.name != arguments[1]) {
      continue;
    }
    const pid_t child = fork();
    if (child == 0) {
      become(arguments + 3, call.number);
    }
    return follow(child, std::atol(arguments[2]));
  }
  std::fputs("usage: kill_at CALL N COMMAND…\n", stderr);
  return 127;
}
