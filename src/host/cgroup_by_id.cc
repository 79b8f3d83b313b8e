#include "host/cgroup_by_id.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include <cstring>

#include "host/descriptor.h"

namespace holdfast {
namespace {

constexpr int kKernfsId = 0xfe;  // FILEID_KERNFS, Linux 5.5: the handle is the id itself

}  // namespace

std::string cgroup_path_of_id(std::uint64_t id, const std::string& mounted) {
  auto folder = open_at(AT_FDCWD, mounted.c_str(), O_RDONLY | O_DIRECTORY);
  if (!folder) return "";
  struct statfs about{};
  if (::fstatfs(folder->fd(), &about) != 0 || about.f_type != CGROUP2_SUPER_MAGIC) return "";
  alignas(file_handle) char bytes[sizeof(file_handle) + sizeof id]{};
  auto* handle = reinterpret_cast<file_handle*>(bytes);
  handle->handle_bytes = sizeof id;
  handle->handle_type = kKernfsId;
  std::memcpy(bytes + sizeof(file_handle), &id, sizeof id);
  const Descriptor cgroup(::open_by_handle_at(folder->fd(), handle, O_PATH | O_CLOEXEC));
  if (!cgroup) return "";
  const auto path = read_link_at(AT_FDCWD, fmt::format("/proc/self/fd/{}", cgroup.fd()).c_str());
  if (!path || !path->starts_with(mounted)) return "";
  return path->size() == mounted.size() ? "/" : path->substr(mounted.size());
}

}  // namespace holdfast
