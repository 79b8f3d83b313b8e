#include "gateway/replay_messages.h"

#include <fmt/format.h>

#include "gateway/feed_source.h"

namespace holdfast {
namespace {

constexpr std::int64_t kTogetherNs = 10'000;

class MessageReplay final : public ReplaySource {
 public:
  MessageReplay(InputStream input, const ReplayCommand& command, ReplaySchedule& schedule)
      : command_(&command),
        schedule_(&schedule),
        name_(command.file == "-" ? "standard input" : command.file),
        source_(feed_of(std::move(input), name_)),
        builder_(session_of_replay(command), 1, command.datagram_bytes) {}

  std::optional<ReplayPacket> next() override;
  bool has_ended() const override {
    return !message_ && builder_.is_empty() && source_->has_ended();
  }
  Result<void> begin_again() override;
  const std::string& trouble() const override { return source_->trouble(); }
  std::vector<std::string> faults() const override;
  bool is_capture() const override { return false; }

 private:
  bool has_message();
  bool goes_with_others();

  const ReplayCommand* command_;
  ReplaySchedule* schedule_;
  std::string name_;
  std::unique_ptr<FeedSource> source_;
  MoldPacketBuilder builder_;
  std::optional<std::span<const std::uint8_t>> message_;          // the next one
  std::int64_t due_ns_ = 0, first_due_ns_ = 0, last_due_ns_ = 0;  // its, and of the packet's
  std::uint64_t too_long_ = 0;
};

bool MessageReplay::has_message() {
  if (message_) return true;
  message_ = source_->next();
  if (message_) due_ns_ = schedule_->due_ns(timestamp_ns_of(*message_));
  return message_.has_value();
}

// Into the packet, unless it comes later or does not fit.
bool MessageReplay::goes_with_others() {
  const bool is_first = builder_.is_empty();
  if (!is_first && due_ns_ - first_due_ns_ > kTogetherNs) return false;
  if (!builder_.add(*message_)) {
    if (!is_first) return false;
    ++too_long_;  // and has no sequence number, as if it had never been there
  } else {
    if (is_first) first_due_ns_ = due_ns_;
    last_due_ns_ = due_ns_;
  }
  message_.reset();
  return true;
}

std::optional<ReplayPacket> MessageReplay::next() {
  while (has_message() && goes_with_others()) continue;
  if (builder_.is_empty()) return std::nullopt;
  return ReplayPacket{builder_.take(), last_due_ns_};
}

Result<void> MessageReplay::begin_again() {
  auto input = InputStream::open(command_->file);
  if (!input) return tl::unexpected<Error>(input.error());
  source_ = feed_of(std::move(*input), name_);
  return {};
}

std::vector<std::string> MessageReplay::faults() const {
  if (too_long_ == 0) return {};
  return {fmt::format("{}: {} message{} too long for a packet of {} bytes, and not sent", name_,
                      too_long_, too_long_ == 1 ? " was" : "s were", command_->datagram_bytes)};
}

}  // namespace

std::unique_ptr<ReplaySource> open_message_replay(InputStream input, const ReplayCommand& command,
                                                  ReplaySchedule& schedule) {
  return std::make_unique<MessageReplay>(std::move(input), command, schedule);
}

}  // namespace holdfast
