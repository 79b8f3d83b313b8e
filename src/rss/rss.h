// Where a NIC's packets go: ntuple rules first, then the RSS hash and its indirection table.
#pragma once

#include <optional>
#include <string>

#include "base/ids.h"
#include "model/flow.h"
#include "model/nic.h"
#include "rss/hash_input.h"
#include "rss/toeplitz.h"

namespace holdfast {

/// The queue of a flow, or why it cannot be told.
struct Steering {
  std::optional<QueueIndex> queue;
  std::string reason;                        // empty when the queue is known
  std::optional<std::uint32_t> ntuple_rule;  // location of the rule that decided
  std::optional<HashInput> hashed;           // what went into the hash, when the hash decided
  std::optional<std::uint32_t> hash;         // and what came out of it
  std::optional<std::uint32_t> bucket;       // of the indirection table
};

/// Answers for many flows of one NIC; the NIC must outlive it.
class FlowSteering {
 public:
  explicit FlowSteering(const Nic& nic);

  /// Never guesses: a hash function that is not known (rss/xor_hash.h), a missing key, fields that
  /// the driver does not tell, and addresses that the snapshot does not have all give a reason
  /// instead.
  Steering of(const Flow& flow) const;

 private:
  struct Context {
    const RssContext* rss = nullptr;
    ToeplitzTable table;
  };

  Steering by_rule(const NtupleRule& rule, const Flow& wire) const;
  Steering by_hash(std::uint32_t context, const Flow& wire) const;

  const Nic& nic_;
  std::vector<Context> contexts_;
  std::vector<const NtupleRule*> rules_;  // by location: the first that matches decides
};

/// The queue of one flow; `reason`, when given, says why there is none.
std::optional<QueueIndex> queue_of(const Nic& nic, const Flow& flow, std::string* reason = nullptr);

}  // namespace holdfast
