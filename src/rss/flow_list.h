// A file of flows for `holdfast rss`: a line each, as model/flow.h writes them, with what is known
// of it behind:
//
//   udp 10.1.1.1:5000 to 239.1.1.1:30001  rate 120000  name feed-a
//   tcp 10.1.1.7:443 to 10.0.0.1:40022    rest          # to be kept off the trading queues
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/flow.h"

namespace holdfast {

struct ListedFlow {
  Flow flow;
  double rate = 1;    // packets a second; only the ratios count
  std::string name;   // empty: none
  bool rest = false;  // not one of those that matter
};

/// malformed, with the line, the word and what it should be, or when there is no flow, or a flow
/// twice.
Result<std::vector<ListedFlow>> parse_flow_list(std::string_view text);

}  // namespace holdfast
