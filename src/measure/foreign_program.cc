#include "measure/foreign_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "base/text.h"
#include "host/errno_name.h"
#include "measure/paced_sender.h"

namespace holdfast {
namespace {

constexpr int kBetweenLooksMs = 20;
constexpr int kNoProgram = 127;

/// The child: nothing that is not safe behind a fork of a process with threads.
[[noreturn]] void become(char* const* words, int output, int network, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kNoProgram);  // it ended before that took hold
  ::setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  if (network >= 0 && ::setns(network, CLONE_NEWNET) != 0) ::_exit(kNoProgram);
  ::execv(words[0], words);
  ::_exit(kNoProgram);
}

}  // namespace

std::optional<std::string> find_program(std::string_view name, std::string_view path) {
  for (const auto folder : split(path, ':')) {
    if (!folder.starts_with('/')) continue;  // not whatever lies in the folder where we stand
    auto program = fmt::format("{}/{}", folder, name);
    if (::access(program.c_str(), X_OK) == 0) return program;
  }
  return std::nullopt;
}

ForeignProgram::ForeignProgram(int process, Descriptor output, std::string name)
    : process_(process), output_(std::move(output)), name_(std::move(name)) {}

ForeignProgram::ForeignProgram(ForeignProgram&& other) noexcept
    : process_(std::exchange(other.process_, 0)),
      output_(std::move(other.output_)),
      name_(std::move(other.name_)) {}

Result<ForeignProgram> ForeignProgram::start(const std::vector<std::string>& words,
                                             const NetworkNamespace* network) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return fail(ErrorCode::failed, fmt::format("pipe2: {}", errno_name(last_error())));
  }
  Descriptor reading(ends[0]), writing(ends[1]);
  std::vector<std::string> own = words;
  std::vector<char*> arguments;
  for (auto& word : own) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) {
    return fail(ErrorCode::failed, fmt::format("fork: {}", errno_name(last_error())));
  }
  if (child == 0) {
    become(arguments.data(), writing.fd(), network ? network->fd() : -1, parent);
  }
  return ForeignProgram(child, std::move(reading), words.front());
}

ForeignProgram::~ForeignProgram() {
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

Result<std::string> ForeignProgram::output(double seconds, const IsStopped& is_stopped) {
  const std::int64_t until = steady_ns() + static_cast<std::int64_t>(seconds * 1e9);
  std::string text;
  std::array<char, 4096> part;
  int status = 0;
  for (bool is_open = true; process_ != 0;) {
    if (is_stopped()) return fail(ErrorCode::failed, fmt::format("{} was stopped", name_));
    if (steady_ns() > until) {
      return fail(ErrorCode::failed, fmt::format("{} did not end in {:.0f} s", name_, seconds));
    }
    pollfd ready{is_open ? output_.fd() : -1, POLLIN, 0};
    if (::poll(&ready, 1, kBetweenLooksMs) <= 0) {
      // One that has closed its output may still run.
      if (!is_open && ::waitpid(process_, &status, WNOHANG) == process_) process_ = 0;
      continue;
    }
    const ssize_t size = ::read(output_.fd(), part.data(), part.size());
    if (size < 0) continue;
    is_open = size != 0;
    const std::size_t room = kMostOutput - text.size();
    text.append(part.data(), std::min(room, static_cast<std::size_t>(size)));
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoProgram) {
    return fail(ErrorCode::failed, fmt::format("{} cannot be run", name_));
  }
  return text;
}

}  // namespace holdfast
