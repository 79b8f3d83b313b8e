#include "host/program_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/fanotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>

#include "base/text.h"
#include "host/errno_name.h"
#include "host/fanotify_events.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostFilesystems = 64;
constexpr std::size_t kBytesPerRead = 4096;
constexpr std::uint64_t kOpenExec = 0x1000;  // FAN_OPEN_EXEC
constexpr std::array<std::string_view, 13> kLocal = {
    "ext2",  "ext3", "ext4", "xfs",      "btrfs", "overlay", "tmpfs",
    "ramfs", "f2fs", "zfs",  "squashfs", "erofs", "bcachefs"};

std::string path_of(int fd) {
  auto path = read_link_at(AT_FDCWD, fmt::format("/proc/self/fd/{}", fd).c_str());
  if (!path) return "";
  constexpr std::string_view kDeleted = " (deleted)";
  if (path->ends_with(kDeleted)) path->resize(path->size() - kDeleted.size());
  return std::move(*path);
}

}  // namespace

std::vector<std::string> program_filesystems(std::string_view mountinfo) {
  std::vector<std::string> places;
  std::set<std::string_view> devices;
  while (const auto line = next_line(mountinfo)) {
    // "27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw"
    const auto words = words_of(*line);
    const auto dash = std::find(words.begin(), words.end(), "-");
    if (words.size() < 5 || words.end() - dash < 2) continue;
    if (std::find(kLocal.begin(), kLocal.end(), *(dash + 1)) == kLocal.end()) continue;
    if (places.size() == kMostFilesystems || !devices.insert(words[2]).second) continue;
    places.emplace_back(words[4]);
  }
  return places;
}

bool is_dynamic_linker(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  return name.starts_with("ld-linux") || name.starts_with("ld-musl") ||
         name.starts_with("ld64.so") || (name.starts_with("ld-") && name.ends_with(".so"));
}

ProgramFiles::ProgramFiles() {
  group_ = Descriptor(::fanotify_init(FAN_CLASS_NOTIF | FAN_NONBLOCK | FAN_CLOEXEC,
                                      O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::string mounts;
  const auto file = open_at(AT_FDCWD, "/proc/self/mountinfo", O_RDONLY);
  if (!group_ || !file || !read_regular(file->fd(), mounts, std::size_t{16} << 20)) {
    why_ = fmt::format("fanotify is refused ({}): programs that end at once are not named",
                       errno_name(last_error()));
    group_.reset();
    return;
  }
  std::size_t marked = 0;
  for (const auto& place : program_filesystems(mounts)) {
    const bool done = ::fanotify_mark(group_.fd(), FAN_MARK_ADD | FAN_MARK_FILESYSTEM, kOpenExec,
                                      AT_FDCWD, place.c_str()) == 0;
    marked += done ? 1 : 0;
  }
  if (marked > 0) return;
  why_ =
      "no local file system can be watched for executions: programs that end at once are not "
      "named";
  group_.reset();
}

bool ProgramFiles::take(std::size_t most, bool& lost,
                        const std::function<void(std::uint32_t pid, std::string path)>& executed) {
  alignas(fanotify_event_metadata) std::uint8_t bytes[kBytesPerRead];
  for (std::size_t taken = 0; group_ && taken < most;) {
    const ssize_t got = ::read(group_.fd(), bytes, sizeof bytes);
    if (got < 0 && errno == EAGAIN) return false;
    if (got < 0) {  // of one file, which could not be opened for us
      ++taken;
      continue;
    }
    const auto events = parse_fanotify_events(Bytes(bytes, static_cast<std::size_t>(got)));
    taken += std::max<std::size_t>(events.size(), 1);
    for (const auto& event : events) {
      const Descriptor program(event.fd);
      if ((event.mask & FAN_Q_OVERFLOW) != 0) lost = true;
      if (!program || event.pid <= 0) continue;
      auto path = path_of(program.fd());
      if (!path.empty() && !is_dynamic_linker(path)) {
        executed(static_cast<std::uint32_t>(event.pid), std::move(path));
      }
    }
  }
  return static_cast<bool>(group_);
}

}  // namespace holdfast
