// CaptureStreams: which streams a capture has, and which of them was asked for. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "itch/mold_udp64.h"
#include "model/flow.h"
#include "packet/udp_frame.h"

namespace holdfast {

class CaptureStreams {
 public:
  /// Without a destination every datagram that looks like one of a feed is (feed_datagram.h). An
  /// empty session: any.
  CaptureStreams(std::optional<Endpoint> destination, const std::string& session);

  /// Was it asked for?
  bool passes(const UdpFrame& frame) const;

  /// Of every datagram, those that do not pass, too.
  void count(const UdpFrame& frame);

  /// One destination, and with none asked for also one session, must be left, so that what is sent
  /// is one stream. Otherwise a sentence with what there is: usage: more than one, or none of those
  /// that were asked for; malformed: there are none at all.
  Result<void> check() const;

 private:
  static constexpr std::size_t kMostKept = 1000, kMostListed = 8;
  struct Stream {
    Endpoint destination;
    MoldSession session;
    std::uint64_t packets = 0;
    bool is_asked_for = false;
  };
  std::string list() const;

  std::optional<Endpoint> destination_;
  std::optional<MoldSession> session_;
  std::vector<Stream> streams_;  // the first kMostKept
  std::size_t last_ = 0;         // that was counted
  std::uint64_t datagrams_ = 0, not_kept_ = 0;
};

}  // namespace holdfast
