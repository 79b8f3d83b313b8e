#include "host/descriptor.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace holdfast {
namespace {

constexpr std::size_t kFirstRead = std::size_t{64} << 10;
constexpr std::size_t kPiece = std::size_t{128} << 10;     // a row of 8,192 CPUs has 90 kB
constexpr std::size_t kMaxTarget = std::size_t{64} << 10;  // PATH_MAX is 4,096; procfs obeys it

ssize_t read_some(int fd, char* to, std::size_t size) {
  ssize_t got = 0;
  do {
    got = ::read(fd, to, size);
  } while (got < 0 && errno == EINTR);
  return got;
}

EntryKind kind_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::file;
  if (S_ISDIR(mode)) return EntryKind::folder;
  if (S_ISLNK(mode)) return EntryKind::link;
  return EntryKind::other;
}

EntryKind kind_of(int folder, const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG: return EntryKind::file;
    case DT_DIR: return EntryKind::folder;
    case DT_LNK: return EntryKind::link;
    case DT_UNKNOWN: break;
    default: return EntryKind::other;
  }
  struct stat status{};
  if (::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return EntryKind::other;
  return kind_of_mode(status.st_mode);
}

/// Appends what is left of the file to `out`. `stated`: the size that fstat told, or less.
ReadResult<void> read_rest(int fd, std::string& out, std::size_t stated, std::size_t limit) {
  std::size_t total = out.size();
  const auto refuse = [&](std::errc error) {
    out.clear();
    return tl::unexpected(error);
  };
  while (true) {
    const std::size_t wanted = stated > total ? stated : std::max(total * 2, kFirstRead);
    if (total == out.size()) out.resize(std::min(wanted, limit) + 1);
    const ssize_t got = read_some(fd, out.data() + total, out.size() - total);
    if (got < 0) return refuse(last_error());
    if (got == 0) break;
    total += static_cast<std::size_t>(got);
    if (total > limit) return refuse(std::errc::file_too_large);
  }
  out.resize(total);
  return {};
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Descriptor::reset() {
  // Not retried: Linux has freed the number even when close(2) says EINTR.
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

std::errc last_error() { return static_cast<std::errc>(errno); }

ReadResult<Descriptor> open_at(int folder, const char* name, int flags) {
  int fd = -1;
  do {
    fd = ::openat(folder, name, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return tl::unexpected(last_error());
  return Descriptor(fd);
}

ReadResult<void> read_regular(int fd, std::string& out, std::size_t limit) {
  out.clear();
  struct stat status{};
  if (::fstat(fd, &status) != 0) return tl::unexpected(last_error());
  if (!S_ISREG(status.st_mode)) return tl::unexpected(std::errc::invalid_argument);
  // A procfs file has size 0 and a sysfs file one page, whatever they hold; a disk's file ends
  // where its size says. So: read until there is nothing more, but spare the last read when
  // exactly the stated bytes came although there was room for more.
  const auto stated = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  const auto ends_at = [&](std::size_t total, std::size_t room) {
    return total == stated && total < room && total > 0;
  };
  if (stated > std::max(limit, kFirstRead)) return tl::unexpected(std::errc::file_too_large);
  if (stated < kFirstRead) {
    char first[kFirstRead];  // not zeroed, unlike a resized string: most files are 2 to 200 bytes
    std::size_t total = 0;
    while (total < sizeof first) {
      const ssize_t got = read_some(fd, first + total, sizeof first - total);
      if (got < 0) return tl::unexpected(last_error());
      total += static_cast<std::size_t>(got);
      if (total > limit) return tl::unexpected(std::errc::file_too_large);
      if (got != 0 && !ends_at(total, sizeof first)) continue;
      out.assign(first, total);
      return {};
    }
    out.assign(first, total);
  }
  return read_rest(fd, out, stated, limit);
}

ReadResult<void> read_regular_pieces(int fd, std::size_t limit,
                                     const std::function<void(std::string_view)>& take) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) return tl::unexpected(last_error());
  if (!S_ISREG(status.st_mode)) return tl::unexpected(std::errc::invalid_argument);
  std::string bytes(kPiece, '\0');
  std::size_t held = 0;
  std::size_t total = 0;
  while (true) {
    const ssize_t got = read_some(fd, bytes.data() + held, bytes.size() - held);
    if (got < 0) return tl::unexpected(last_error());
    held += static_cast<std::size_t>(got);
    total += static_cast<std::size_t>(got);
    if (total > limit) return tl::unexpected(std::errc::file_too_large);
    if (got == 0) break;
    if (held < bytes.size()) continue;  // seq_file gives a page or two at a time
    const auto end = bytes.rfind('\n');
    if (end == std::string::npos) {
      bytes.resize(2 * bytes.size());
      continue;
    }
    take(std::string_view(bytes).substr(0, end + 1));
    std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(end) + 1, bytes.end(), bytes.begin());
    held = bytes.size() - end - 1;
  }
  if (held > 0) take(std::string_view(bytes).substr(0, held));
  return {};
}

ReadResult<std::vector<FolderEntry>> list_folder(Descriptor folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(folder.fd()), ::closedir);
  if (!stream) return tl::unexpected(last_error());
  const int fd = folder.release();  // closedir closes it
  std::vector<FolderEntry> entries;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (!entry) {
      if (errno != 0) return tl::unexpected(last_error());
      break;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    entries.push_back({std::string(name), kind_of(fd, *entry)});
  }
  std::sort(entries.begin(), entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return entries;
}

ReadResult<std::string> read_link_at(int folder, const char* name) {
  std::string target(256, '\0');
  while (true) {
    const ssize_t got = ::readlinkat(folder, name, target.data(), target.size());
    if (got < 0) return tl::unexpected(last_error());
    const auto size = static_cast<std::size_t>(got);
    if (size < target.size()) {
      target.resize(size);
      return target;
    }
    if (target.size() >= kMaxTarget) return tl::unexpected(std::errc::filename_too_long);
    target.resize(target.size() * 2);
  }
}

ReadResult<const char*> as_c_string(std::string_view path, std::string& out) {
  if (path.find('\0') != std::string_view::npos) {
    return tl::unexpected(std::errc::invalid_argument);
  }
  out.assign(path);
  return out.c_str();
}

}  // namespace holdfast
