#include "decode/fault_counts.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {
namespace {

struct Wording {
  const char* one;
  const char* many;
};

constexpr std::array<Wording, kDecodeFaults> kWordings = {{
    {"message of an unknown type was passed over", "messages of an unknown type were passed over"},
    {"message of a wrong length was passed over", "messages of a wrong length were passed over"},
    {"message is cut off by the end", "messages are cut off by the end"},
    {"byte behind the end's mark was not read", "bytes behind the end's mark were not read"},
    {"packet is cut by the capture: only its whole messages are shown",
     "packets are cut by the capture: only their whole messages are shown"},
    {"frame ends before its UDP header, or has a length that cannot be",
     "frames end before their UDP header, or have a length that cannot be"},
    {"packet was captured where neither ethernet nor IP is read",
     "packets were captured where neither ethernet nor IP is read"},
    {"datagram is shorter than MoldUDP64's header",
     "datagrams are shorter than MoldUDP64's header"},
    {"datagram with fewer messages than it says was dropped",
     "datagrams with fewer messages than they say were dropped"},
    {"datagram with bytes behind its last message was dropped",
     "datagrams with bytes behind their last message were dropped"},
    {"place where the capture cannot be read on", "places where the capture cannot be read on"},
}};

}  // namespace

bool FaultCounts::has_any() const {
  return std::ranges::any_of(rows_, [](const Row& row) { return row.times != 0; });
}

std::vector<std::string> FaultCounts::sentences() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto& [times, place] = rows_[i];
    if (times == 0) continue;
    out.push_back(fmt::format("{} {}: {}{}", times,
                              times == 1 ? kWordings[i].one : kWordings[i].many,
                              times == 1 ? "" : "the first ", place));
  }
  return out;
}

}  // namespace holdfast
