// CPU expressions: a set of CPUs in words that fit many hosts.
//
//   2-3,8            CPUs in the kernel's notation
//   irq, @irq        a class of the policy's `cpus`
//   online isolated nohz_full housekeeping (online, neither isolated nor nohz_full) none
//   unisolated       the same as housekeeping, for policies that have a class of that name
//   node0, nic.node  a NUMA node's CPUs; those of the interface's node, or all when it has none
//   a & b            both; binds tighter than the next ones
//   a | b, a - b     either; the first without the second. "a, b" is "a | b"
//   a else b         a, or b when a is empty; binds loosest
//   smt(a)           with the other threads of the same cores
//   cores(a)         one CPU of each core: the lowest of those in a
//   first(2 of a), last(50% of a), first(1 per node of a)   by number; a share is rounded up
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "model/host_snapshot.h"

namespace holdfast {

struct CpuNode {
  enum class Kind { list, name, both, either, without, otherwise, smt, cores, first, last };
  Kind kind = Kind::list;
  std::size_t begin = 0, end = 0;  // in the expression's text
  CpuSet cpus;                     // of a list
  std::string name;                // without '@'
  std::uint32_t count = 0;         // of first and last
  bool percent = false;
  bool per_node = false;
  std::vector<CpuNode> parts;
};

/// What is wrong with an expression, `offset` bytes into it.
struct CpuFault {
  std::size_t offset = 0;
  std::string sentence;
  bool is_empty = false;  // the expression is right, and no CPU of this host is meant by it
};

/// The expression as a tree.
tl::expected<CpuNode, CpuFault> parse_cpu_expression(std::string_view text);

/// Every name in it that is no built-in one: classes, with their offsets.
std::vector<std::pair<std::string, std::size_t>> class_names_in(const CpuNode& node);

bool is_builtin_cpu_name(std::string_view name);

/// Does it ask for the interface's node?
bool asks_for_nic(const CpuNode& node);

/// What the names of an expression mean.
struct CpuScope {
  const CpuTopology& topology;
  const std::map<std::string, CpuSet>& classes;
  const Nic* nic = nullptr;  // for nic.node
};

/// The CPUs that are meant, all of them online. A fault names what is offline or does not exist,
/// and for an empty set which part is empty. `none` at the end of an `else` allows an empty set.
tl::expected<CpuSet, CpuFault> evaluate_cpus(std::string_view text, const CpuScope& scope);

}  // namespace holdfast
