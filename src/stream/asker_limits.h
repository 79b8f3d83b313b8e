// AskerLimits: how much each address may still be answered, for a bounded number of addresses.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/instant.h"
#include "stream/peer_address.h"

namespace holdfast {

/// A bucket of tokens that fills with time.
struct AskerRate {
  std::uint32_t per_second = 20'000, burst = 5'000;
};

/// Allocates when it is made and never again.
class AskerLimits {
 public:
  /// Room for `addresses`, rounded up to a multiple of four. When the four places where an address
  /// may stand are taken by others, it takes that of the one with most tokens left. `seed` decides
  /// which addresses share places, so that nobody can choose them.
  AskerLimits(AskerRate rate, std::size_t addresses, std::uint64_t seed);

  /// Takes a token of `peer`; false: it has none.
  bool take(const PeerAddress& peer, Instant now);
  /// Takes `tokens` more; what is not there is owed.
  void charge(const PeerAddress& peer, std::uint32_t tokens, Instant now);

 private:
  struct Bucket {
    PeerAddress peer;
    std::int64_t credit_ns = 0;  // time that its tokens took to come; negative: owed
    Instant at;                  // of credit_ns
    bool is_taken = false;
  };
  Bucket& bucket_of(const PeerAddress& peer, Instant now);
  void refill(Bucket& bucket, Instant now) const;

  std::int64_t token_ns_, full_ns_;
  std::uint64_t seed_;
  std::vector<std::array<Bucket, 4>> sets_;
};

}  // namespace holdfast
