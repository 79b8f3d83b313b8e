#include "gateway/stream_lines.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace holdfast {

namespace {

std::string interface_of_line(const SendingOptions& sending, bool is_b) {
  return is_b && !sending.interface_b.empty() ? sending.interface_b : sending.interface;
}

bool has_second_line(const ServeOptions& options) {
  return std::any_of(options.streams.begin(), options.streams.end(),
                     [](const auto& stream) { return stream.group_b.has_value(); });
}

/// A queue has one socket: threads take it in turns, and their lines too where both are on one
/// interface.
std::uint32_t queue_of(const ServeOptions& options, std::size_t thread, bool is_b) {
  const auto& sending = options.sending;
  const bool share = has_second_line(options) &&
                     interface_of_line(sending, true) == interface_of_line(sending, false);
  const auto place = share ? 2 * thread + (is_b ? 1 : 0) : thread;
  return sending.queue + static_cast<std::uint32_t>(place);
}

}  // namespace

const SendCounts& StreamLines::Line::counts() const {
  return std::visit([](const auto& one) -> const SendCounts& { return one.counts(); }, sender);
}

Result<StreamLines::Sender> StreamLines::make_sender(const ServeOptions& options,
                                                     std::vector<Endpoint> groups, Way way) {
  const auto& sending = options.sending;
  if (sending.method == SendMethod::socket) {
    auto sender = MulticastSender::make({.groups = std::move(groups),
                                         .interface = interface_of_line(sending, way.is_b),
                                         .ttl = sending.ttl,
                                         .segments = sending.segments,
                                         .most_waiting = kMostWaiting});
    if (!sender) return tl::unexpected(sender.error());
    return Sender(*std::move(sender));
  }
  AfXdpSenderOptions xdp{.groups = std::move(groups),
                         .interface = interface_of_line(sending, way.is_b),
                         .ttl = sending.ttl,
                         .datagram_bytes = sending.datagram_bytes};
  xdp.xdp.mode = sending.zero_copy ? XdpMode::zero_copy : XdpMode::native;
  xdp.xdp.queue = queue_of(options, way.thread, way.is_b);
  auto sender = AfXdpSender::make(xdp);
  if (!sender) return tl::unexpected(sender.error());
  return Sender(*std::move(sender));
}

Result<void> StreamLines::add_line(const ServeOptions& options,
                                   const std::vector<std::uint16_t>& streams, Way way) {
  std::vector<Endpoint> groups;
  std::vector<std::optional<std::size_t>> group_of;
  for (const auto i : streams) {
    const auto& stream = options.streams[i];
    group_of.emplace_back();
    if (way.is_b && !stream.group_b) continue;
    group_of.back() = groups.size();
    groups.push_back(way.is_b ? *stream.group_b : stream.group);
  }
  if (groups.empty()) return {};
  auto sender = make_sender(options, std::move(groups), way);
  if (!sender) return tl::unexpected(sender.error());
  // Each line and thread loses others.
  const std::uint64_t seed =
      options.sending.loss_seed * 1000 + 2 * std::uint64_t{streams.front()} + (way.is_b ? 1 : 0);
  lines_.push_back(
      {*std::move(sender), SeededChance(options.sending.loss, seed), std::move(group_of)});
  return {};
}

Result<StreamLines> StreamLines::make(const ServeOptions& options,
                                      const std::vector<std::uint16_t>& streams,
                                      std::size_t thread) {
  StreamLines lines(streams.size(), options.sending.datagram_bytes);
  for (const bool is_b : {false, true}) {
    if (const auto added = lines.add_line(options, streams, {is_b, thread}); !added) {
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
      std::visit([&](auto& sender) { sender.add(*line.group_of[local], {at, datagram.size()}); },
                 line.sender);
    }
  }
}

void StreamLines::flush() {
  for (auto& line : lines_) {
    std::visit([](auto& sender) { sender.flush(); }, line.sender);
  }
  waiting_ = 0;
}

std::uint64_t StreamLines::calls() const {
  std::uint64_t calls = 0;
  for (const auto& line : lines_) calls += line.counts().calls;
  return calls;
}

std::uint64_t StreamLines::refused() const {
  std::uint64_t refused = 0;
  for (const auto& line : lines_) refused += line.counts().refused;
  return refused;
}

int StreamLines::last_error() const {
  for (const auto& line : lines_) {
    if (line.counts().refused > 0) return line.counts().by_error[0].error;
  }
  return 0;
}

}  // namespace holdfast
