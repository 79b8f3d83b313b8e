#include "host/root_folder.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <deque>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr int kMaxLinks = 40;           // the kernel's own bound (MAXSYMLINKS)
constexpr std::size_t kMaxDepth = 256;  // folders held open during one walk
constexpr int kMaxTries = 8;

std::string relative(std::string_view path) {
  const auto start = path.find_first_not_of('/');
  return start == std::string_view::npos ? "." : std::string(path.substr(start));
}

int openat2_once(int root, const char* path, bool follow_last) {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC | (follow_last ? 0 : O_NOFOLLOW);
  // Magic links (/proc/PID/cwd, fd/N) jump to a place of this machine, whatever the root.
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, root, path, &how, sizeof how));
}

void push_front(std::deque<std::string>& components, std::string_view path) {
  const auto pieces = split(path, '/');
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    if (!piece->empty() && *piece != ".") components.emplace_front(*piece);
  }
}

ReadResult<bool> is_link(int fd) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) return tl::unexpected(last_error());
  return S_ISLNK(status.st_mode);
}

}  // namespace

RootFolder::RootFolder(Descriptor root) : root_(std::move(root)) {
  if (Descriptor(openat2_once(root_.fd(), ".", true))) walk_ = Walk::by_kernel;
}

ReadResult<Descriptor> RootFolder::locate(std::string_view path, bool follow_last) const {
  if (path.find('\0') != std::string_view::npos) {
    return tl::unexpected(std::errc::invalid_argument);
  }
  return walk_ == Walk::by_kernel ? locate_by_kernel(path, follow_last)
                                  : locate_by_component(path, follow_last);
}

ReadResult<Descriptor> RootFolder::locate_by_kernel(std::string_view path, bool follow_last) const {
  const std::string name = relative(path);
  for (int tries = 0; tries < kMaxTries; ++tries) {
    Descriptor place(openat2_once(root_.fd(), name.c_str(), follow_last));
    if (place) return place;
    // EAGAIN: a rename elsewhere raced with ".." (openat2(2)).
    if (errno != EINTR && errno != EAGAIN) return tl::unexpected(last_error());
  }
  return locate_by_component(path, follow_last);
}

ReadResult<Descriptor> RootFolder::locate_by_component(std::string_view path,
                                                       bool follow_last) const {
  std::deque<std::string> rest;
  push_front(rest, path);
  std::vector<Descriptor> above;  // the folders from below the root to where the walk stands
  int links = 0;
  while (!rest.empty()) {
    const std::string component = std::move(rest.front());
    rest.pop_front();
    if (component == "..") {
      if (!above.empty()) above.pop_back();
      continue;
    }
    if (above.size() == kMaxDepth) return tl::unexpected(std::errc::filename_too_long);
    const int here = above.empty() ? root_.fd() : above.back().fd();
    auto next = open_at(here, component.c_str(), O_PATH | O_NOFOLLOW);
    if (!next) return tl::unexpected(next.error());
    const auto link = is_link(next->fd());
    if (!link) return tl::unexpected(link.error());
    if (!*link || (rest.empty() && !follow_last)) {
      above.push_back(std::move(*next));
      continue;
    }
    if (++links > kMaxLinks) return tl::unexpected(std::errc::too_many_symbolic_link_levels);
    const auto target = read_link_at(next->fd(), "");
    if (!target) return tl::unexpected(target.error());
    if (target->starts_with('/')) above.clear();
    push_front(rest, *target);
  }
  if (!above.empty()) return std::move(above.back());
  return open_at(root_.fd(), ".", O_PATH | O_DIRECTORY);
}

}  // namespace holdfast
