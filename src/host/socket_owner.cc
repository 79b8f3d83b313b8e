#include "host/socket_owner.h"

#include <fmt/format.h>

#include <optional>
#include <unordered_map>

#include "base/text.h"
#include "host/read_errors.h"

namespace holdfast {
namespace {

std::optional<std::uint64_t> inode_of(std::string_view target) {
  constexpr std::string_view kBefore = "socket:[";
  if (!target.starts_with(kBefore) || !target.ends_with(']')) return std::nullopt;
  return parse_number(target.substr(kBefore.size(), target.size() - kBefore.size() - 1));
}

}  // namespace

void find_socket_owners(HostSource& source, const ProcessTable& processes, std::vector<Flow>& flows,
                        Diagnostics& diagnostics) {
  std::unordered_multimap<std::uint64_t, Flow*> wanted;
  for (Flow& flow : flows) {
    if (flow.inode != 0) wanted.emplace(flow.inode, &flow);  // 0: no file holds it any more
  }
  ReadErrors errors;
  std::size_t looked_at = 0;
  for (const ProcessStat& process : processes.processes) {
    if (wanted.empty() || looked_at >= kMaxDescriptors) break;
    if (process.kernel || process.state == 'Z') continue;
    const std::string folder = fmt::format("/proc/{}/fd", process.id.value);
    const auto descriptors = source.list(folder);
    if (!descriptors) {
      errors.add(folder, descriptors.error());
      continue;
    }
    for (const FolderEntry& descriptor : *descriptors) {
      if (wanted.empty() || ++looked_at > kMaxDescriptors) break;
      const auto target = source.read_link(folder + '/' + descriptor.name);
      const auto inode = target ? inode_of(*target) : std::nullopt;
      if (!inode) continue;
      const auto [first, last] = wanted.equal_range(*inode);
      for (auto found = first; found != last; ++found) found->second->process = process.id;
      wanted.erase(first, last);
    }
  }
  errors.report(diagnostics);
  if (looked_at >= kMaxDescriptors && !wanted.empty()) {
    diagnose(diagnostics, ErrorCode::too_large, "/proc", 0,
             fmt::format("more than {} descriptors: {} sockets are without their process",
                         kMaxDescriptors, wanted.size()));
  }
}

}  // namespace holdfast
