#include "host/process_identity.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "host/cgroup.h"
#include "host/descriptor.h"

namespace holdfast {
namespace {

constexpr std::size_t kFileBytes = 4096;  // cgroup paths are the longest, and few pass 300 bytes

/// One read: procfs gives a small file whole or not at all.
ReadResult<std::string> read_once(int folder, const char* name) {
  const auto file = open_at(folder, name, O_RDONLY);
  if (!file) return tl::unexpected(file.error());
  char bytes[kFileBytes];
  const ssize_t got = ::read(file->fd(), bytes, sizeof bytes);
  if (got < 0) return tl::unexpected(last_error());
  return std::string(bytes, static_cast<std::size_t>(got));
}

ReadResult<Descriptor> open_process(std::uint32_t pid) {
  return open_at(AT_FDCWD, fmt::format("/proc/{}", pid).c_str(), O_PATH | O_DIRECTORY);
}

/// A zombie is not yet reaped: its number is not used again.
bool is_reaped(int pidfd) {
  return ::syscall(SYS_pidfd_send_signal, pidfd, 0, nullptr, 0) != 0 && errno == ESRCH;
}

/// The comm and the parent out of /proc/PID/stat; the rest of it is not looked at.
ReadResult<ProcessAncestor> ancestor_of(int folder) {
  const auto text = read_once(folder, "stat");
  if (!text) return tl::unexpected(text.error());
  const auto open = text->find('(');
  const auto close = text->rfind(')');
  if (open == std::string::npos || close == std::string::npos || close < open) {
    return tl::unexpected(std::errc::bad_message);
  }
  std::string_view rest = std::string_view(*text).substr(close + 1);
  static_cast<void>(next_word(rest));  // the state
  const auto parent = parse_number<std::uint32_t>(next_word(rest));
  return ProcessAncestor{text->substr(open + 1, close - open - 1), parent.value_or(0)};
}

std::string exe_of(int folder) {
  auto exe = read_link_at(folder, "exe");
  if (!exe) return "";
  constexpr std::string_view kDeleted = " (deleted)";
  if (exe->ends_with(kDeleted)) exe->resize(exe->size() - kDeleted.size());
  return std::move(*exe);
}

}  // namespace

ReadResult<ProcessIdentity> read_process_identity(std::uint32_t pid, int pidfd) {
  const auto folder = open_process(pid);
  if (!folder) return tl::unexpected(folder.error());
  if (pidfd >= 0 && is_reaped(pidfd)) return tl::unexpected(std::errc::no_such_process);
  ProcessIdentity identity;
  identity.exe = exe_of(folder->fd());  // first: it is what a dying process loses first
  auto ancestor = ancestor_of(folder->fd());
  if (!ancestor) return tl::unexpected(ancestor.error());
  identity.comm = std::move(ancestor->comm);
  identity.parent = ancestor->parent;
  if (const auto text = read_once(folder->fd(), "cgroup")) {
    identity.cgroup = cgroup_path(*text);
    identity.unit = unit_of(identity.cgroup);
  }
  struct stat status{};
  if (::fstat(folder->fd(), &status) == 0) identity.uid = status.st_uid;
  return identity;
}

ReadResult<std::string> read_process_comm(std::uint32_t pid) {
  auto text = read_once(AT_FDCWD, fmt::format("/proc/{}/comm", pid).c_str());
  if (text && text->ends_with('\n')) text->pop_back();
  return text;
}

ReadResult<ProcessAncestor> read_process_ancestor(std::uint32_t pid) {
  const auto folder = open_process(pid);
  if (!folder) return tl::unexpected(folder.error());
  return ancestor_of(folder->fd());
}

std::optional<std::uint64_t> network_namespace_of(std::uint32_t pid) {
  struct stat status{};
  if (::stat(fmt::format("/proc/{}/ns/net", pid).c_str(), &status) != 0) return std::nullopt;
  return status.st_ino;
}

bool is_in_first_pid_namespace() {
  constexpr ino_t kFirst = 0xEFFFFFFC;  // PROC_PID_INIT_INO, include/linux/proc_ns.h
  struct stat status{};
  return ::stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == kFirst;
}

}  // namespace holdfast
