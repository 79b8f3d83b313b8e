#include "gateway/stream_lines.h"

#include <algorithm>
#include <cstring>

namespace holdfast {

Result<void> StreamLines::add_line(const ServeOptions& options,
                                   const std::vector<std::uint16_t>& streams, bool is_b) {
  MulticastOptions sending{.groups = {},
                           .interface = is_b && !options.sending.interface_b.empty()
                                            ? options.sending.interface_b
                                            : options.sending.interface,
                           .ttl = options.sending.ttl,
                           .segments = options.sending.segments,
                           .most_waiting = kMostWaiting};
  std::vector<std::optional<std::size_t>> group_of;
  for (const auto i : streams) {
    const auto& stream = options.streams[i];
    group_of.emplace_back();
    if (is_b && !stream.group_b) continue;
    group_of.back() = sending.groups.size();
    sending.groups.push_back(is_b ? *stream.group_b : stream.group);
  }
  if (sending.groups.empty()) return {};
  auto sender = MulticastSender::make(sending);
  if (!sender) return tl::unexpected(sender.error());
  // Each line and thread loses others.
  const std::uint64_t seed =
      options.sending.loss_seed * 1000 + 2 * std::uint64_t{streams.front()} + (is_b ? 1 : 0);
  lines_.push_back(
      {std::move(*sender), SeededChance(options.sending.loss, seed), std::move(group_of)});
  return {};
}

Result<StreamLines> StreamLines::make(const ServeOptions& options,
                                      const std::vector<std::uint16_t>& streams) {
  StreamLines lines(streams.size(), options.sending.datagram_bytes);
  for (const bool is_b : {false, true}) {
    if (const auto added = lines.add_line(options, streams, is_b); !added) {
      return tl::unexpected(added.error());
    }
  }
  return lines;
}

void StreamLines::put(std::size_t local, std::span<const std::uint8_t> datagram) {
  if (waiting_ == kMostWaiting) flush();
  auto* const at = kept_.data() + waiting_++ * datagram_bytes_;
  std::memcpy(at, datagram.data(), datagram.size());
  for (auto& line : lines_) {
    if (!line.group_of[local]) continue;
    if (line.loss.happens()) {
      ++left_out_[local];
    } else {
      line.sender.add(*line.group_of[local], {at, datagram.size()});
    }
  }
}

void StreamLines::flush() {
  for (auto& line : lines_) line.sender.flush();
  waiting_ = 0;
}

std::uint64_t StreamLines::calls() const {
  std::uint64_t calls = 0;
  for (const auto& line : lines_) calls += line.sender.counts().calls;
  return calls;
}

std::uint64_t StreamLines::refused() const {
  std::uint64_t refused = 0;
  for (const auto& line : lines_) refused += line.sender.counts().refused;
  return refused;
}

int StreamLines::last_error() const {
  for (const auto& line : lines_) {
    if (line.sender.counts().refused > 0) return line.sender.counts().by_error[0].error;
  }
  return 0;
}

}  // namespace holdfast
