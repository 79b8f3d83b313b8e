#include "gateway/replay_capture.h"

#include <fmt/format.h>

#include "gateway/capture_streams.h"

namespace holdfast {
namespace {

class CaptureReplay final : public ReplaySource {
 public:
  CaptureReplay(InputStream input, const ReplayCommand& command, ReplaySchedule& schedule)
      : command_(&command),
        schedule_(&schedule),
        streams_(command.destination, command.session),
        file_(std::in_place, std::move(input)),
        name_(command.file == "-" ? "standard input" : command.file) {}

  Result<void> look_at_streams();

  std::optional<ReplayPacket> next() override;
  bool has_ended() const override { return has_ended_; }
  Result<void> begin_again() override;
  const std::string& trouble() const override { return trouble_; }
  std::vector<std::string> faults() const override { return faults_; }
  std::vector<std::string> notes() const override;
  bool is_capture() const override { return true; }

 private:
  std::optional<ReplayPacket> end();
  std::optional<ReplayPacket> end_with(const Error& error) {
    trouble_ = name_ + ": " + error.sentence;
    return end();
  }

  const ReplayCommand* command_;
  ReplaySchedule* schedule_;
  CaptureStreams streams_;
  std::optional<CaptureFile> file_;
  std::string name_, trouble_;
  std::vector<std::string> faults_;
  bool has_ended_ = false;
};

Result<void> CaptureReplay::look_at_streams() {
  if (!file_->is_regular()) return {};
  auto input = InputStream::open(command_->file);
  if (!input) return tl::unexpected<Error>(input.error());
  CaptureFile whole(std::move(*input));
  while (!whole.has_ended()) {
    const auto datagram = whole.next();
    if (!datagram) return fail(datagram.error().code, name_ + ": " + datagram.error().sentence);
    if (*datagram) streams_.count((*datagram)->frame);
  }
  const auto checked = streams_.check();
  if (!checked) return fail(checked.error().code, name_ + ": " + checked.error().sentence);
  return {};
}

std::optional<ReplayPacket> CaptureReplay::next() {
  while (!file_->has_ended()) {
    const auto datagram = file_->next();
    if (!datagram) return end_with(datagram.error());
    if (!*datagram) return file_->has_ended() ? end() : std::nullopt;
    const auto& frame = (*datagram)->frame;
    if (!file_->is_regular()) streams_.count(frame);
    if (!streams_.passes(frame)) continue;
    if (!file_->is_regular()) {
      if (const auto checked = streams_.check(); !checked) return end_with(checked.error());
    }
    if ((*datagram)->is_cut) {
      file_->faults().count(DecodeFault::cut_packet,
                            [&] { return fmt::format("packet {}", file_->packets()); });
      continue;
    }
    return ReplayPacket{frame.payload, schedule_->due_ns((*datagram)->captured_ns)};
  }
  return end();
}

std::optional<ReplayPacket> CaptureReplay::end() {
  if (!std::exchange(has_ended_, true)) {
    for (const auto& sentence : file_->faults().sentences()) {
      faults_.push_back(name_ + ": " + sentence);
    }
  }
  return std::nullopt;
}

std::vector<std::string> CaptureReplay::notes() const {
  const auto fragments = file_->fragments_note();
  if (!fragments) return {};
  return {name_ + ": " + *fragments};
}

Result<void> CaptureReplay::begin_again() {
  auto input = InputStream::open(command_->file);
  if (!input) return tl::unexpected<Error>(input.error());
  file_.emplace(std::move(*input));
  faults_.clear();
  has_ended_ = false;
  return {};
}

}  // namespace

Result<std::unique_ptr<ReplaySource>> open_capture_replay(InputStream input,
                                                          const ReplayCommand& command,
                                                          ReplaySchedule& schedule) {
  auto replay = std::make_unique<CaptureReplay>(std::move(input), command, schedule);
  if (const auto looked = replay->look_at_streams(); !looked) {
    return tl::unexpected<Error>(looked.error());
  }
  return replay;
}

}  // namespace holdfast
