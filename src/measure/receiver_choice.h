// ReceiverChoice: a way of receiving as it is named on the command line.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "net/packet_receiver.h"

namespace holdfast {

struct ReceiverChoice {
  std::string_view name;  // "spin", "af_xdp-generic"
  ReceiveMethod method = ReceiveMethod::spin;
  XdpMode xdp_mode = XdpMode::native;
  bool waits = false;           // of AF_XDP: poll(2)
  std::string_view about = "";  // for --help and the docs
};

/// All there are, the first being what the others are compared with.
const std::vector<ReceiverChoice>& all_receiver_choices();
/// "spin,af_xdp" in that order; an error names the word that is none and those there are.
Result<std::vector<ReceiverChoice>> parse_receiver_choices(std::string_view text);
/// `options` with what the choice says.
ReceiverOptions chosen_receiver(const ReceiverChoice& choice, ReceiverOptions options);

}  // namespace holdfast
