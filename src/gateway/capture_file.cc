#include "gateway/capture_file.h"

namespace holdfast {

// Is there another part?
Result<bool> CaptureFile::go_on() {
  if (!has_begun_) {
    if (auto filled = input_.fill_to(kPcapHeaderBytes); !filled) {
      return tl::unexpected<Error>(filled.error());
    }
  } else {
    input_.consume(datagrams_.consumed());
    if (!input_.is_ready()) return false;
    if (const auto got = input_.fill(); !got) return tl::unexpected<Error>(got.error());
  }
  has_begun_ = true;
  is_last_part_ = input_.has_ended();
  if (auto went = datagrams_.go_on(input_.bytes(), is_last_part_); !went) {
    return tl::unexpected<Error>(went.error());
  }
  return true;
}

Result<std::optional<CapturedDatagram>> CaptureFile::next() {
  while (!has_ended_) {
    if (has_begun_) {
      if (auto datagram = datagrams_.next(faults_)) return datagram;
      has_ended_ = is_last_part_ || datagrams_.has_ended();
      if (has_ended_) break;
    }
    const auto went = go_on();
    if (!went) return tl::unexpected<Error>(went.error());
    if (!*went) break;
  }
  return std::optional<CapturedDatagram>();
}

}  // namespace holdfast
