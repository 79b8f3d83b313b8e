#include "host/netlink_error.h"

#include <linux/netlink.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace holdfast {

NetlinkError decode_netlink_error(const NetlinkMessage& message) {
  NetlinkError error;
  std::int32_t number = 0;  // first in both; older kernels end some dumps without it
  Bytes rest = message.payload;
  if (rest.size() < sizeof number) return error;
  std::memcpy(&number, rest.data(), sizeof number);
  constexpr std::int32_t kMaxErrno = 4095;
  if (number < 0 && number >= -kMaxErrno) error.number = -number;
  if ((message.flags & NLM_F_ACK_TLVS) == 0) return error;
  std::size_t skipped = sizeof number;
  if (message.type == NLMSG_ERROR) {
    // The request follows: its header, and unless it was capped all of it (netlink_ack).
    skipped = sizeof(nlmsgerr);
    nlmsghdr request;
    if (rest.size() < skipped) return error;
    std::memcpy(&request, rest.data() + offsetof(nlmsgerr, msg), sizeof request);
    const bool capped = number == 0 || (message.flags & NLM_F_CAPPED) != 0;
    if (!capped && request.nlmsg_len > sizeof request) {
      skipped += NLMSG_ALIGN(std::size_t{request.nlmsg_len} - sizeof request);
    }
  }
  rest = rest.subspan(std::min(rest.size(), skipped));
  static constexpr Attribute kWords[] = {{NLMSGERR_ATTR_MSG, "words", AttributeForm::text}};
  const Record record = decode_attributes(rest, kWords);
  if (const auto* words = record.text("words")) error.words = *words;
  return error;
}

}  // namespace holdfast
