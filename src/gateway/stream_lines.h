// StreamLines: the datagrams of one thread's streams on their way out, by line A and, where a
// stream has one, line B. They are copied, kept until they are sent, and sent together.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "base/result.h"
#include "fanout/serve_options.h"
#include "net/af_xdp_sender.h"
#include "net/multicast_sender.h"
#include "stream/seeded_chance.h"

namespace holdfast {

class StreamLines {
 public:
  /// Errors of MulticastSender::make and AfXdpSender::make. `streams` of the options: whose groups
  /// are sent to. `thread`: which delta thread's they are, from 0; each has send queues of its own.
  static Result<StreamLines> make(const ServeOptions& options,
                                  const std::vector<std::uint16_t>& streams, std::size_t thread);

  /// `local` counts `streams`. Sends those that wait when there is room for no more.
  void put(std::size_t local, std::span<const std::uint8_t> datagram);
  void flush();

  std::uint64_t left_out(std::size_t local) const { return left_out_[local]; }
  std::uint64_t calls() const;
  std::uint64_t refused() const;
  int last_error() const;

 private:
  static constexpr std::size_t kMostWaiting = 128;
  using Sender = std::variant<MulticastSender, AfXdpSender>;
  struct Line {
    const SendCounts& counts() const;
    Sender sender;
    SeededChance loss;
    std::vector<std::optional<std::size_t>> group_of;  // of each stream
  };
  StreamLines(std::size_t streams, std::size_t datagram_bytes)
      : datagram_bytes_(datagram_bytes), kept_(kMostWaiting * datagram_bytes), left_out_(streams) {}
  struct Way {  // of a line
    bool is_b;
    std::size_t thread;
  };
  static Result<Sender> make_sender(const ServeOptions& options, std::vector<Endpoint> groups,
                                    Way way);
  Result<void> add_line(const ServeOptions& options, const std::vector<std::uint16_t>& streams,
                        Way way);

  std::size_t datagram_bytes_;
  std::vector<std::uint8_t> kept_;
  std::size_t waiting_ = 0;
  std::vector<Line> lines_;
  std::vector<std::uint64_t> left_out_;
};

}  // namespace holdfast
