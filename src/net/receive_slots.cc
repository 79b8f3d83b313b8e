#include "net/receive_slots.h"

namespace holdfast {

// Made with values: the pages are there before the first packet.
ReceiveSlots::ReceiveSlots(std::size_t count)
    : count_(count),
      slots_(std::make_unique<Slot[]>(count)),
      parts_(std::make_unique<iovec[]>(count)),
      messages_(std::make_unique<mmsghdr[]>(count)) {
  for (std::size_t i = 0; i < count; ++i) {
    parts_[i] = {slots_[i].payload.data(), slots_[i].payload.size()};
    messages_[i].msg_hdr.msg_iov = &parts_[i];
    messages_[i].msg_hdr.msg_iovlen = 1;
    messages_[i].msg_hdr.msg_control = slots_[i].control.data();
    prepare(i);
  }
}

}  // namespace holdfast
