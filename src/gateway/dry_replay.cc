#include "gateway/dry_replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/printable.h"
#include "itch/mold_udp64.h"
#include "verbs/line_output.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

constexpr std::size_t kFlushAt = 1U << 16U;
constexpr std::array kFateNames{"as_it_was", "duplicate", "reordered", "delayed"};

std::string_view name_of(PacketFate fate) { return kFateNames[static_cast<std::size_t>(fate)]; }

std::string what_text(const FaultyPacket& packet) {
  MoldPacket mold;
  if (parse_mold_packet(packet.bytes, mold) != MoldFault::none) return "no MoldUDP64";
  const auto& header = mold.header;
  const auto what = header.is_end_of_session() ? "end of session, next is"
                    : header.is_heartbeat()    ? "heartbeat, next is"
                    : header.count == 1        ? "message"
                                               : "messages from";
  return fmt::format("{} {}{} {}", printable(header.session.text()),
                     header.messages() > 1 ? fmt::format("{} ", header.count) : "", what,
                     header.sequence);
}

std::string packet_json(const FaultyPacket& packet, const Endpoint& to) {
  nlohmann::ordered_json json{{"due_ns", packet.due_ns},
                              {"to", to_text(to)},
                              {"packet", packet.number},
                              {"fate", name_of(packet.fate)},
                              {"bytes", packet.bytes.size()}};
  MoldPacket mold;
  if (parse_mold_packet(packet.bytes, mold) == MoldFault::none) {
    json["session"] = mold.header.session.text();
    json["sequence"] = mold.header.sequence;
    json["messages"] = mold.header.messages();
    json["end_of_session"] = mold.header.is_end_of_session();
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

void DryReplay::wait_until(std::int64_t ns) { now_ns_ = std::max(now_ns_, ns); }

bool DryReplay::is_stopped() { return is_closed_ || !outcome_ || StopSignal::came(); }

void DryReplay::send(std::size_t line, FaultyPacket packet) {
  const auto& to = command_->lines[line].group;
  if (command_->json) {
    lines_ += packet_json(packet, to) + "\n";
  } else {
    lines_ += fmt::format("{:.6f} {} {} bytes: {}{}{}\n", static_cast<double>(packet.due_ns) / 1e9,
                          to_text(to), packet.bytes.size(), what_text(packet),
                          packet.fate == PacketFate::as_it_was ? "" : ", ",
                          packet.fate == PacketFate::as_it_was ? "" : name_of(packet.fate));
  }
  if (lines_.size() >= kFlushAt) write();
}

void DryReplay::flush() {
  if (lines_.size() >= kFlushAt) write();
}

Result<void> DryReplay::finish() {
  if (!is_closed_ && outcome_) write();
  return outcome_;
}

void DryReplay::write() {
  const auto fate = write_lines(lines_);
  if (!fate) outcome_ = tl::unexpected<Error>(fate.error());
  is_closed_ = fate && *fate == OutputFate::closed;
  lines_.clear();
}

}  // namespace holdfast
