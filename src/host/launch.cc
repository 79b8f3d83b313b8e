#include "host/launch.h"

#include <fmt/format.h>
#include <linux/mempolicy.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "base/check.h"
#include "host/errno_name.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kMostNodes = 1024;  // the most that MAX_NUMNODES can be

std::string text_of(const std::vector<NumaNode>& nodes) {
  std::string text;
  for (const auto node : nodes) text += fmt::format("{}{}", text.empty() ? "" : ",", node.value);
  return text;
}

/// glibc has no set_mempolicy; libnuma's is this call.
Result<void> bind_memory(const std::vector<NumaNode>& nodes) {
  constexpr std::size_t kBits = sizeof(unsigned long) * CHAR_BIT;
  unsigned long mask[kMostNodes / kBits] = {};
  for (const auto node : nodes) {
    if (node.value >= kMostNodes) {
      return fail(ErrorCode::usage, fmt::format("there is no NUMA node {}", node.value));
    }
    mask[node.value / kBits] |= 1UL << (node.value % kBits);
  }
  // The kernel reads one bit less than it is told.
  if (::syscall(SYS_set_mempolicy, MPOL_BIND, mask, static_cast<unsigned long>(kMostNodes) + 1) ==
      0) {
    return {};
  }
  const int error = errno;
  const std::string what = fmt::format("memory of NUMA node {}: {}", text_of(nodes),
                                       errno_name(static_cast<std::errc>(error)));
  switch (error) {
    case EINVAL:
      return fail(ErrorCode::failed,
                  what + ": the node has no memory, or the cgroup's cpuset.mems leaves it out");
    case EPERM:
      return fail(ErrorCode::denied, what + ": a container's seccomp filter forbids set_mempolicy");
    case ENOSYS: return fail(ErrorCode::unsupported, what + ": the kernel is built without NUMA");
    default:
      return fail(ErrorCode::failed,
                  fmt::format("{}: {}", what,
                              std::make_error_code(static_cast<std::errc>(error)).message()));
  }
}

}  // namespace

Result<void> prepare_launch(const Launch& launch, const CpuSet& online) {
  if (launch.cpus) {
    const CpuSet offline = *launch.cpus - online;
    if (launch.cpus->empty()) return fail(ErrorCode::usage, "the thread has no CPU");
    if (!offline.empty()) {
      return fail(ErrorCode::failed, fmt::format("CPU {} is offline", offline.to_list()));
    }
  }
  if (!launch.memory_nodes.empty()) {
    if (const auto bound = bind_memory(launch.memory_nodes); !bound) return bound;
  }
  if (launch.cpus) {
    const auto moved = set_thread_affinity(0, *launch.cpus);
    if (!moved) {
      return fail(moved.error().code,
                  fmt::format("CPU {}: {}", launch.cpus->to_list(), moved.error().sentence));
    }
  }
  // Last, so that a real-time class does not keep a CPU that is not the program's.
  if (launch.scheduling) {
    const auto set = set_thread_scheduling(0, *launch.scheduling);
    if (!set) {
      return fail(set.error().code,
                  fmt::format("scheduling class {} {}: {}", name_of(launch.scheduling->policy),
                              launch.scheduling->priority, set.error().sentence));
    }
  }
  return {};
}

Error become(const std::vector<std::string>& command) {
  HOLDFAST_CHECK(!command.empty());
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(arguments.front(), arguments.data());
  const int error = errno;
  return {error == ENOENT ? ErrorCode::absent : ErrorCode::failed,
          fmt::format("{} cannot be started: {}", words.front(),
                      std::make_error_code(static_cast<std::errc>(error)).message())};
}

}  // namespace holdfast
