#include "gateway/client_tale.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <limits>

#include "base/printable.h"
#include "itch/binary_file.h"

namespace holdfast {
namespace {

constexpr std::size_t kFlushAt = 1U << 18U;
constexpr std::size_t kMostKept = 1000;
constexpr unsigned kLinesPerSecond = 50;

template <class T>
void keep(std::vector<T>& list, const T& value) {
  if (list.size() < kMostKept) list.push_back(value);
}

}  // namespace

Result<std::unique_ptr<ClientTale>> ClientTale::make(const std::string& file,
                                                     std::optional<std::uint64_t> most_messages) {
  auto tale = std::make_unique<ClientTale>();
  tale->most_messages_ = most_messages.value_or(std::numeric_limits<std::uint64_t>::max());
  if (file.empty()) return tale;
  tale->name_ = file;
  tale->file_.reset(std::fopen(file.c_str(), "wbe"));
  if (tale->file_) return tale;
  return fail(ErrorCode::failed,
              fmt::format("{}: cannot be written: {}", file, std::strerror(errno)));
}

void ClientTale::on_message(std::uint64_t /*sequence*/, std::span<const std::uint8_t> message,
                            const BookSet& /*books*/) {
  ++messages_;
  // In BinaryFILE an empty message would be the end.
  if (!file_ || messages_ > most_messages_ || message.empty()) return;
  append_binary_file(bytes_, message);
  if (bytes_.size() >= kFlushAt) flush();
}

void ClientTale::flush() {
  const bool is_written =
      std::fwrite(bytes_.data(), 1, bytes_.size(), file_.get()) == bytes_.size();
  has_failed_ = has_failed_ || !is_written;
  bytes_.clear();
}

Result<void> ClientTale::finish() {
  if (!file_) return {};
  append_binary_file_end(bytes_);
  flush();
  has_failed_ = std::fclose(file_.release()) != 0 || has_failed_;
  if (!has_failed_) return {};
  return fail(ErrorCode::failed,
              fmt::format("{}: could not be written: {}", name_, std::strerror(errno)));
}

void ClientTale::tell(const std::string& line) {
  fmt::print(stderr, "holdfast-gateway: client: {}\n", printable(line));
}

// Of gaps there may be thousands a second.
void ClientTale::tell_often(const std::string& line) {
  if (now_.ns - second_.ns >= 1'000'000'000) {
    if (untold_ > 0) {
      tell(fmt::format("{} lines more about gaps", untold_));
    }
    second_ = now_;
    told_ = untold_ = 0;
  }
  if (told_ == kLinesPerSecond) {
    ++untold_;
    return;
  }
  ++told_;
  tell(line);
}

void ClientTale::on_session(const MoldSession& session) {
  tell(fmt::format("session {}", session.text()));
}

void ClientTale::on_stale(const Stale& stale) {
  stale_since_ = now_;
  switch (stale.why) {
    case StaleReason::gap:
      return tell_often(fmt::format("gap: {} messages are missing from {} on", stale.missing.size(),
                                    stale.missing.first));
    case StaleReason::silence: return tell("silence: nothing is heard, not even a heartbeat");
    case StaleReason::new_session: return tell("the server began anew");
    case StaleReason::joining: return;
  }
}

void ClientTale::on_synchronised(std::uint64_t sequence, const BookSet& /*books*/) {
  if (stale_since_.ns == 0) return tell(fmt::format("synchronised at {}", sequence));
  tell_often(fmt::format("synchronised at {} after {:.1f} ms", sequence,
                         static_cast<double>(now_.ns - stale_since_.ns) / 1e6));
}

void ClientTale::on_skipped(const SequenceRange& range) {
  keep(skipped_, range);
  tell(fmt::format("skipped: {} messages from {} on are in the snapshot only", range.size(),
                   range.first));
}

void ClientTale::on_recovery(const RecoveryResult& result) {
  std::string line = fmt::format("recovery ({}), try {}: {}", to_string(result.why), result.tries,
                                 to_string(result.fate));
  if (result.next_sequence != 0) {
    line += fmt::format(": {} messages, then from {} on", result.messages, result.next_sequence);
  }
  tell(line);
}

void ClientTale::on_digest(const DigestResult& result) {
  keep(digests_, result);
  if (!result.theirs) {
    ++unknown_;
    tell(fmt::format("digest at {}: the server does not tell", result.sequence));
  } else if (result.is_equal()) {
    tell(fmt::format("digest at {}: {:016x}, equal", result.sequence, result.ours));
  } else {
    ++unequal_;
    tell(fmt::format("digest at {}: {:016x}, and the server's is {:016x}", result.sequence,
                     result.ours, *result.theirs));
  }
}

void ClientTale::on_end(bool is_whole) {
  is_whole_ = is_whole;
  tell(is_whole ? "end of session" : "end of session, and messages are missing");
}

}  // namespace holdfast
