#include "host/numa_nodes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "host/small_file.h"
#include "host/sysfs.h"

namespace holdfast {
namespace {

constexpr std::string_view kNodes = "/sys/devices/system/node";
constexpr std::uint32_t kMaxNodes = 1024;  // MAX_NUMNODES of x86-64

std::vector<std::uint32_t> parse_distances(std::string_view text, const std::string& path,
                                           Diagnostics& diagnostics) {
  std::vector<std::uint32_t> distances;
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) {
    const auto distance = parse_number<std::uint32_t>(word);
    if (!distance || distances.size() == kMaxNodes) {
      diagnose(diagnostics, ErrorCode::malformed, path, 1,
               fmt::format("\"{}\", expected one distance per node", word.substr(0, 40)));
      return {};
    }
    distances.push_back(*distance);
  }
  return distances;
}

NumaNodeCpus read_node(std::uint32_t number, SmallFileReader& files) {
  const auto folder = fmt::format("{}/node{}", kNodes, number);
  NumaNodeCpus node{NumaNode{number}, {}, {}};
  node.cpus = files.cpu_list(folder + "/cpulist").value_or(CpuSet{});
  const auto path = folder + "/distance";
  node.distances = parse_distances(files.text(path).value_or(""), path, files.diagnostics());
  return node;
}

}  // namespace

std::vector<NumaNodeCpus> read_numa_nodes(HostSource& source, Diagnostics& diagnostics) {
  std::vector<NumaNodeCpus> nodes;
  const auto entries = source.list(kNodes);
  if (!entries) {
    diagnose_read(diagnostics, kNodes, entries.error());
    return nodes;
  }
  SmallFileReader files(source, diagnostics);
  for (const auto& entry : *entries) {
    const std::string_view name = entry.name;
    if (!name.starts_with("node")) continue;
    const auto number = parse_number<std::uint32_t>(name.substr(4));
    if (number && *number < kMaxNodes) nodes.push_back(read_node(*number, files));
  }
  std::sort(nodes.begin(), nodes.end(),
            [](const NumaNodeCpus& a, const NumaNodeCpus& b) { return a.node < b.node; });
  return nodes;
}

}  // namespace holdfast
