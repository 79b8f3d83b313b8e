// Solution: what to set on a NIC so that the flows that matter have queues of their own, as a piece
// of policy, proven by steering each flow on a NIC so set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/nic.h"
#include "rss/flow_list.h"
#include "rss/rule_cover.h"

namespace holdfast {

/// A queue that cannot be told, because the NIC shows no key or no fields.
inline constexpr std::uint32_t kUnknownQueue = 0xffffffff;

enum class SolveBy { automatic, rules, key, table };
std::string_view name_of(SolveBy by);

struct SolveRequest {
  std::vector<ListedFlow> flows;
  std::vector<std::uint32_t> queues;       // for those that matter
  std::vector<std::uint32_t> rest_queues;  // for all others, ascending; may be empty
  bool symmetric = false;                  // both directions of every flow on one queue
  SolveBy by = SolveBy::automatic;         // rules where the NIC takes them, else key and table
};

struct Solution {
  SolveBy by = SolveBy::key;
  std::vector<std::uint8_t> key;        // empty: as it is
  std::vector<std::uint32_t> table;     // empty: as it is
  std::vector<std::string> with_ports;  // flow types whose ports must be hashed, too
  std::vector<CoverRule> rules;
  std::vector<std::uint32_t> queue_of;  // of each flow of the request, those of the rest too
  std::size_t even_share = 0;           // flows a queue has when they are spread evenly
  std::size_t fullest = 0;              // flows that matter on the queue that has most of them
  std::size_t rest_among = 0;           // known flows of the rest on a queue of those that matter
  double unknown_share = 0;             // of all other flows, how many such a queue would get, 0-1
  std::size_t keys_tried = 0;

  bool is_best() const { return fullest <= even_share && rest_among == 0; }
};

/// usage: a queue that the NIC does not have, no flow that matters, or one that its own traffic
/// does not hash (addresses of two families are fine). unsupported: the NIC has what is needed for
/// none of the ways, with what it lacks.
Result<Solution> solve(const Nic& nic, const SolveRequest& request);

/// The NIC as it is when the solution has been applied.
Nic with_solution(const Nic& nic, const SolveRequest& request, const Solution& solution);

/// A whole policy, with a comment for each flow.
std::string policy_text(const Nic& nic, const SolveRequest& request, const Solution& solution);

}  // namespace holdfast
