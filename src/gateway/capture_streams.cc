#include "gateway/capture_streams.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "decode/feed_datagram.h"

namespace holdfast {
namespace {

bool is_sent_to(const UdpFrame& frame, const Endpoint& endpoint) {
  return frame.destination_port == endpoint.port &&
         std::ranges::equal(frame.destination, endpoint.address);
}

MoldSession session_in(const UdpFrame& frame) {
  MoldSession session;
  const auto bytes = frame.payload.first(std::min(frame.payload.size(), session.bytes.size()));
  std::ranges::copy(bytes, session.bytes.begin());
  return session;
}

}  // namespace

CaptureStreams::CaptureStreams(std::optional<Endpoint> destination, const std::string& session)
    : destination_(std::move(destination)) {
  if (!session.empty()) session_ = MoldSession::of(session);
}

bool CaptureStreams::passes(const UdpFrame& frame) const {
  if (session_ && (frame.payload.size() < kMoldHeaderBytes || session_in(frame) != *session_)) {
    return false;
  }
  return destination_ ? is_sent_to(frame, *destination_) : looks_like_feed(frame.payload);
}

void CaptureStreams::count(const UdpFrame& frame) {
  ++datagrams_;
  const bool is_asked_for = passes(frame);
  if (!is_asked_for && !looks_like_feed(frame.payload)) return;
  const auto session = session_in(frame);
  const auto is_of = [&](const Stream& stream) {
    return stream.session == session && is_sent_to(frame, stream.destination);
  };
  if (streams_.empty() || !is_of(streams_[last_])) {
    const auto at = std::ranges::find_if(streams_, is_of);
    last_ = static_cast<std::size_t>(at - streams_.begin());
    if (at == streams_.end()) {
      if (streams_.size() == kMostKept) {
        last_ = 0;
        ++not_kept_;
        return;
      }
      streams_.push_back(
          {{{frame.destination.begin(), frame.destination.end()}, frame.destination_port},
           session,
           0,
           is_asked_for});
    }
  }
  ++streams_[last_].packets;
}

std::string CaptureStreams::list() const {
  std::string out;
  for (std::size_t i = 0; i < std::min(streams_.size(), kMostListed); ++i) {
    const auto& stream = streams_[i];
    out += fmt::format("{}{} session {} ({} packet{})", i == 0 ? "" : ", ",
                       to_text(stream.destination), printable(stream.session.text()),
                       stream.packets, stream.packets == 1 ? "" : "s");
  }
  if (streams_.size() > kMostListed || not_kept_ > 0) {
    out += fmt::format(" and {} more",
                       not_kept_ > 0 ? "many" : std::to_string(streams_.size() - kMostListed));
  }
  return out;
}

Result<void> CaptureStreams::check() const {
  const Stream* chosen = nullptr;
  for (const auto& stream : streams_) {
    if (!stream.is_asked_for) continue;
    const bool is_other =
        chosen != nullptr && (stream.destination != chosen->destination ||
                              (!destination_ && stream.session != chosen->session));
    if (is_other) {
      return fail(ErrorCode::usage,
                  fmt::format("there are several streams, and one is to be sent: choose it with "
                              "--destination or --session of {}",
                              list()));
    }
    chosen = &stream;
  }
  if (chosen != nullptr) return {};
  if (!streams_.empty()) {
    return fail(ErrorCode::usage, fmt::format("there is no such stream; there are {}", list()));
  }
  return fail(ErrorCode::malformed,
              fmt::format("none of its {} UDP packets {}", datagrams_,
                          destination_ ? "was sent to " + to_text(*destination_)
                                       : "looks like MoldUDP64; with --destination ADDRESS:PORT "
                                         "all that was sent there is taken for it"));
}

}  // namespace holdfast
