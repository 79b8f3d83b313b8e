#include "host/tasks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxFile = 65'536;  // status holds one line of groups, at most 65,536 of them

}  // namespace

std::vector<ThreadId> TaskFiles::list(ThreadId process) {
  const std::string path = fmt::format("/proc/{}/task", process.value);
  std::vector<ThreadId> ids;
  const auto entries = source_.list(path);
  if (!entries) {
    errors_.add(path, entries.error());
    return ids;
  }
  for (const FolderEntry& entry : *entries) {
    if (const auto id = parse_number<std::uint32_t>(entry.name)) ids.push_back({*id});
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::optional<ProcessStat> TaskFiles::stat(const std::string& folder) {
  const std::string path = folder + "/stat";
  if (const auto read = source_.read_file(path, text_, kMaxFile); !read) {
    errors_.add(path, read.error());
    return std::nullopt;
  }
  auto stat = parse_process_stat(text_);
  if (!stat) {
    errors_.add(path, stat.error(), 1);
    return std::nullopt;
  }
  return *std::move(stat);
}

std::optional<ThreadStatus> TaskFiles::status(const std::string& folder) {
  const std::string path = folder + "/status";
  if (const auto read = source_.read_file(path, text_, kMaxFile); !read) {
    errors_.add(path, read.error());
    return std::nullopt;
  }
  auto status = parse_thread_status(text_);
  if (!status) {
    errors_.add(path, status.error());
    return std::nullopt;
  }
  return *std::move(status);
}

}  // namespace holdfast
