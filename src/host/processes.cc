#include "host/processes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/cgroup.h"
#include "host/read_errors.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxStat = 4096;  // about 350 bytes; a comm has at most 64
constexpr std::size_t kMaxCommandLine = std::size_t{1} << 17;

}  // namespace

const ProcessStat* ProcessTable::find(ThreadId id) const {
  const auto found =
      std::lower_bound(processes.begin(), processes.end(), id,
                       [](const ProcessStat& process, ThreadId key) { return process.id < key; });
  return found != processes.end() && found->id == id ? &*found : nullptr;
}

const ProcessStat* ProcessTable::find_program(std::string_view comm) const {
  for (const ProcessStat& process : processes) {
    if (!process.kernel && process.comm == comm) return &process;
  }
  return nullptr;
}

ProcessTable read_processes(HostSource& source, Diagnostics& diagnostics) {
  ProcessTable table;
  ReadErrors errors;
  const auto entries = source.list("/proc");
  if (!entries) {
    errors.add("/proc", entries.error());
    errors.report(diagnostics);
    return table;
  }
  std::string text;
  std::string path;
  for (const FolderEntry& entry : *entries) {
    const auto id = parse_number<std::uint32_t>(entry.name);
    if (!id) continue;
    path = fmt::format("/proc/{}/stat", *id);
    if (const auto read = source.read_file(path, text, kMaxStat); !read) {
      errors.add(path, read.error());
      continue;
    }
    auto stat = parse_process_stat(text);
    if (!stat) {
      errors.add(path, stat.error(), 1);
      continue;
    }
    stat->id = {*id};  // where a folder and its file disagree, the folder is what we can go back to
    table.processes.push_back(std::move(*stat));
  }
  std::sort(table.processes.begin(), table.processes.end(),
            [](const ProcessStat& a, const ProcessStat& b) { return a.id < b.id; });
  errors.report(diagnostics);
  return table;
}

std::vector<std::string> read_command_line(HostSource& source, ThreadId id) {
  std::string text;
  const auto read =
      source.read_file(fmt::format("/proc/{}/cmdline", id.value), text, kMaxCommandLine);
  if (!read || text.empty()) return {};
  if (text.back() == '\0') text.pop_back();
  std::vector<std::string> arguments;
  for (const auto argument : split(text, '\0')) arguments.emplace_back(argument);
  return arguments;
}

std::string read_cgroup(HostSource& source, ThreadId id, ReadErrors& errors) {
  const std::string path = fmt::format("/proc/{}/cgroup", id.value);
  std::string text;
  if (const auto read = source.read_file(path, text); !read) {
    errors.add(path, read.error());
    return {};
  }
  return std::string(cgroup_path(text));
}

}  // namespace holdfast
