#include "host/attached_path.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <array>

namespace holdfast {
namespace {

// The roots of what units mount of their own: all of a file system, or what ProtectKernelTunables=
// binds.
constexpr std::array<std::string_view, 8> kTops = {
    "/proc",        "/proc/sys",      "/proc/irq",  "/sys",
    "/sys/devices", "/sys/fs/cgroup", "/sys/class", "/sys/fs/cgroup/cpuset"};

bool is_of_the_kernel(int fd) {
  struct statfs system{};
  if (::fstatfs(fd, &system) != 0) return false;
  switch (system.f_type) {
    case PROC_SUPER_MAGIC:
    case SYSFS_MAGIC:
    case CGROUP_SUPER_MAGIC:
    case CGROUP2_SUPER_MAGIC: return true;
    default: return false;
  }
}

}  // namespace

std::optional<std::string> attached_path(int fd, std::string_view told) {
  struct stat wanted{};
  if (!told.starts_with('/') || !is_of_the_kernel(fd) || ::fstat(fd, &wanted) != 0) {
    return std::nullopt;
  }
  for (const auto top : kTops) {
    std::string path = std::string(top) + std::string(told);
    struct stat found{};
    if (::stat(path.c_str(), &found) == 0 && found.st_dev == wanted.st_dev &&
        found.st_ino == wanted.st_ino) {
      return path;
    }
  }
  return std::nullopt;
}

}  // namespace holdfast
