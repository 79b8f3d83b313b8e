// GatewayRows: which rows of a gateway's gauges are worth keeping. Pure: no database is touched.
//
// A gateway tells each second; of what moved a row is kept at every fifth reading, with the maxima
// of all five, and at once where something was lost. Ranges of lost messages are kept once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "model/gateway_gauges.h"

namespace holdfast {

class GatewayRows {
 public:
  static constexpr std::uint64_t kEvery = 5;

  /// The rows of this reading that are to be kept, of one gateway. A gateway that began anew
  /// (fewer seconds than before) is a new one.
  GatewayGauges rows_of(const GatewayGauges& reading);

 private:
  struct Seen {
    std::uint64_t counted = 0, lost = 0;  // as they were kept last
    std::uint64_t most = 0;               // since then
    bool is_kept = false;
  };
  using SeenRows = std::map<std::pair<std::string, std::string>, Seen>;
  /// Is a row of this thing to be kept? `most` becomes the maximum since the last one kept.
  static bool keep(Seen& seen, std::uint64_t counted, std::uint64_t lost, std::uint64_t& most,
                   bool all);
  void take_rings(const GatewayGauges& reading, bool all, GatewayGauges& out);
  void take_lost(const GatewayGauges& reading, GatewayGauges& out);

  std::uint64_t readings_ = 0;
  double seconds_ = 0;
  SeenRows rings_, readers_, threads_;               // of the last reading
  std::map<std::string, std::uint64_t> lost_until_;  // by session: the last sequence kept
};

}  // namespace holdfast
