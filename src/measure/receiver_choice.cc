#include "measure/receiver_choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "base/text.h"

namespace holdfast {
namespace {

const std::vector<ReceiverChoice> kChoices{
    {"spin", ReceiveMethod::spin, {}, false, "recvmsg that does not wait, over and over"},
    {"spin-recvmmsg", ReceiveMethod::spin_recvmmsg, {}, false, "recvmmsg that does not wait"},
    {"blocking", ReceiveMethod::blocking, {}, false, "recvmsg that waits"},
    {"epoll", ReceiveMethod::epoll, {}, false, "epoll_wait, then recvmsg until there is none"},
    {"recvmmsg", ReceiveMethod::recvmmsg, {}, false, "recvmmsg that waits for one"},
    {"busy-poll", ReceiveMethod::busy_poll, {}, false, "recvmsg that waits, with SO_BUSY_POLL"},
    {"io_uring", ReceiveMethod::io_uring, {}, false, "multishot recvmsg, waiting"},
    {"spin-io_uring", ReceiveMethod::spin_io_uring, {}, false, "multishot recvmsg, spinning"},
    {"af_xdp", ReceiveMethod::af_xdp, XdpMode::native, false, "AF_XDP by the driver, spinning"},
    {"af_xdp-wait", ReceiveMethod::af_xdp, XdpMode::native, true, "AF_XDP by the driver, poll"},
    {"af_xdp-generic", ReceiveMethod::af_xdp, XdpMode::generic, false,
     "AF_XDP behind the driver, spinning"},
    {"af_xdp-zero-copy", ReceiveMethod::af_xdp, XdpMode::zero_copy, false,
     "AF_XDP without a copy, where the driver has it"},
};

}  // namespace

const std::vector<ReceiverChoice>& all_receiver_choices() { return kChoices; }

Result<std::vector<ReceiverChoice>> parse_receiver_choices(std::string_view text) {
  std::vector<ReceiverChoice> chosen;
  for (const auto piece : split(text, ',')) {
    const auto word = trim(piece);
    const auto found = std::find_if(kChoices.begin(), kChoices.end(),
                                    [&](const auto& choice) { return choice.name == word; });
    if (found == kChoices.end()) {
      std::string known;
      for (const auto& choice : kChoices) {
        known += fmt::format("{}{}", known.empty() ? "" : ", ", choice.name);
      }
      return fail(ErrorCode::usage, fmt::format("\"{}\" is no way of receiving; there are {}",
                                                printable(word), known));
    }
    chosen.push_back(*found);
  }
  return chosen;
}

ReceiverOptions chosen_receiver(const ReceiverChoice& choice, ReceiverOptions options) {
  options.method = choice.method;
  options.xdp.mode = choice.xdp_mode;
  options.xdp.waits = choice.waits;
  return options;
}

}  // namespace holdfast
