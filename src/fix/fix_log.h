// FixLog: the messages in a log of FIX, whatever stands between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fix/fix_message.h"

namespace holdfast {

struct FixEntry {
  std::uint64_t line = 0;                 // where the message begins, from 1
  std::optional<std::int64_t> logged_ns;  // what the log says before it on its line
  FixMessage message;                     // valid until the next call
};

enum class FixStep { message, more, end, damaged };

/// Takes a log piece by piece. A message begins with `8=FIX` at a line's begin or behind what is no
/// letter or digit. Between its fields is SOH, or what a log shows for it: | ; ^ ^A <SOH>.
class FixLog {
 public:
  static constexpr std::size_t kLongestMessage = std::size_t{1} << 20;
  static constexpr std::size_t kLongestPrefix = 512;  // looked at for a time

  void append(std::string_view bytes);
  /// No more will come.
  void finish() { is_finished_ = true; }

  /// more: append or finish. end: only after finish. damaged: damage() says why; the next call goes
  /// on behind the beginning of that message.
  FixStep next();
  const FixEntry& entry() const { return entry_; }
  /// "line 7: BodyLength (9) …".
  const std::string& damage() const { return damage_; }

 private:
  std::size_t find_begin();
  FixStep read(std::size_t begin);
  FixStep read_separated(std::size_t begin, std::size_t body, std::size_t length);
  FixStep read_shown(std::size_t begin, std::string_view separator);
  FixStep take(std::size_t begin, std::size_t end, std::string_view message);
  FixStep wait_or(const std::string& reason);
  FixStep damaged(const std::string& reason);
  void pass(std::size_t to);

  std::string buffer_;
  std::size_t at_ = 0;          // what is before has been passed
  std::size_t line_begin_ = 0;  // or the end of the message before on that line
  std::size_t begin_ = 0;       // of the message being read
  std::uint64_t line_ = 1;
  bool is_finished_ = false;
  std::string message_;  // with SOH between its fields
  FixEntry entry_;
  std::string damage_;
};

}  // namespace holdfast
