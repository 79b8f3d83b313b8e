#include "agent/command_hook.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "host/descriptor.h"

namespace holdfast {
namespace {

Descriptor in_memory(const std::string& text) {
  Descriptor file(::memfd_create("event", MFD_CLOEXEC));
  if (!file || ::write(file.fd(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::lseek(file.fd(), 0, SEEK_SET) != 0) {
    return {};
  }
  return file;
}

/// A child with `input` as its standard input; 0 when there is none to be had.
pid_t spawn(const std::string& program, int input) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  if (::posix_spawn_file_actions_init(&files) != 0) return 0;
  if (::posix_spawnattr_init(&attributes) != 0) {
    ::posix_spawn_file_actions_destroy(&files);
    return 0;
  }
  ::posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  // What it prints on standard error stays the agent's: the journal's.
  ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);  // the agent blocks the signals that end it
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::string name = program;
  char* arguments[] = {name.data(), nullptr};
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, program.c_str(), &files, &attributes, arguments, environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  return error == 0 ? pid : 0;
}

}  // namespace

CommandHook::~CommandHook() {
  for (const auto& one : running_) {
    ::kill(-one.pid, SIGKILL);
    ::waitpid(one.pid, nullptr, 0);
  }
}

void CommandHook::tell(const Event& event, Instant now) {
  if (is_for_hooks(event)) queue_.push(to_json(event) + '\n', now);
}

void CommandHook::look_who_ended(Instant now) {
  for (auto one = running_.begin(); one != running_.end();) {
    siginfo_t told{};
    const int known =
        ::waitid(P_PID, static_cast<id_t>(one->pid), &told, WEXITED | WNOHANG | WNOWAIT);
    if (known == 0 && told.si_pid == 0) {
      if (now >= one->until && !std::exchange(one->killed, true)) ::kill(-one->pid, SIGKILL);
      ++one;
      continue;
    }
    // What it left behind in its group would run on without a bound; until it is waited for, no
    // other process has its number.
    if (known == 0) ::kill(-one->pid, SIGKILL);
    int status = 0;
    const bool done = known == 0 && ::waitpid(one->pid, &status, 0) == one->pid &&
                      WIFEXITED(status) && WEXITSTATUS(status) == 0;
    queue_.ended(one->id, done && !one->killed, now);
    one = running_.erase(one);
  }
}

void CommandHook::start(const Delivery& delivery, Instant now) {
  const Descriptor input = in_memory(delivery.text);
  const pid_t pid = input ? spawn(program_, input.fd()) : 0;
  if (pid == 0) {
    queue_.ended(delivery.id, false, now);
    return;
  }
  running_.push_back({delivery.id, pid, plus_seconds(now, timeout_seconds_), false});
}

void CommandHook::do_work(Instant now) {
  look_who_ended(now);
  while (const auto delivery = queue_.next(now)) start(*delivery, now);
}

}  // namespace holdfast
