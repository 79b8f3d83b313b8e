#include "fix/fix_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/printable.h"
#include "base/text.h"
#include "fix/fix_time.h"

namespace holdfast {
namespace {

constexpr std::string_view kBegin = "8=FIX";
constexpr std::string_view kSeparator(&kFixSeparator, 1);
// Longer ones first: ^A begins with ^.
constexpr std::array<std::string_view, 6> kShown{kSeparator, "<SOH>", "^A", "|", ";", "^"};
constexpr std::size_t kLongestVersion = 16, kLongestSeparator = 5, kCheckSumBytes = 6;  // 10=123

bool is_word(char letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
         (letter >= 'A' && letter <= 'Z');
}

bool is_in_version(char letter) { return is_word(letter) || letter == '.'; }

void replace_all(std::string& text, std::string_view shown) {
  std::size_t to = 0;
  for (std::size_t from = 0; from < text.size(); ++to) {
    const bool is_separator = text.compare(from, shown.size(), shown) == 0;
    text[to] = is_separator ? kFixSeparator : text[from];
    from += is_separator ? shown.size() : 1;
  }
  text.resize(to);
}

}  // namespace

void FixLog::append(std::string_view bytes) {
  const auto keep = std::min(at_, line_begin_);
  buffer_.erase(0, keep);
  at_ -= keep;
  line_begin_ -= keep;
  buffer_.append(bytes);
}

// Of the prefix no more is kept than is looked at.
void FixLog::pass(std::size_t to) {
  const std::string_view passed(buffer_.data() + at_, to - at_);
  line_ += static_cast<std::uint64_t>(std::ranges::count(passed, '\n'));
  if (const auto last = passed.rfind('\n'); last != passed.npos) line_begin_ = at_ + last + 1;
  at_ = to;
  if (at_ - line_begin_ > kLongestPrefix) line_begin_ = at_ - kLongestPrefix;
}

std::size_t FixLog::find_begin() {
  auto begin = buffer_.find(kBegin, at_);
  while (begin != buffer_.npos && begin > 0 && is_word(buffer_[begin - 1])) {
    begin = buffer_.find(kBegin, begin + 1);
  }
  return begin;
}

FixStep FixLog::next() {
  const auto begin = find_begin();
  if (begin != buffer_.npos) {
    pass(begin);
    return read(begin);
  }
  if (is_finished_) {
    pass(buffer_.size());
    return FixStep::end;
  }
  // What is left may be the beginning of a message, and the letter before it.
  if (buffer_.size() > at_ + kBegin.size()) pass(buffer_.size() - kBegin.size());
  return FixStep::more;
}

FixStep FixLog::damaged(const std::string& reason) {
  damage_ = fmt::format("line {}: {}", line_, reason);
  pass(std::min(begin_ + kBegin.size(), buffer_.size()));
  return FixStep::damaged;
}

FixStep FixLog::wait_or(const std::string& reason) {
  if (is_finished_ || buffer_.size() - begin_ > kLongestMessage) return damaged(reason);
  return FixStep::more;
}

FixStep FixLog::read(std::size_t begin) {
  begin_ = begin;
  const std::string_view rest = std::string_view(buffer_).substr(begin);
  std::size_t version = kBegin.size();
  while (version < rest.size() && version < kLongestVersion && is_in_version(rest[version])) {
    ++version;
  }
  if (rest.size() < version + kLongestSeparator && !is_finished_) return FixStep::more;
  const auto after = rest.substr(version);
  const auto* const shown = std::ranges::find_if(
      kShown, [after](std::string_view separator) { return after.starts_with(separator); });
  if (shown == kShown.end()) {
    return damaged("no separator that is known stands behind BeginString (8): SOH | ; ^ ^A <SOH>");
  }
  if (shown->size() > 1) return read_shown(begin, *shown);
  const auto field = version + 1;
  const auto end = rest.find(shown->front(), field);
  if (end == rest.npos) return wait_or("the message has no end");
  const auto length = rest.substr(field, 2) == "9="
                          ? parse_number<std::size_t>(rest.substr(field + 2, end - field - 2))
                          : std::nullopt;
  if (!length || *length > kLongestMessage) {
    return damaged("no BodyLength (9) up to 1 MiB stands behind BeginString (8)");
  }
  return read_separated(begin, begin + end + 1, *length);
}

FixStep FixLog::read_separated(std::size_t begin, std::size_t body, std::size_t length) {
  const auto check_sum = body + length;
  const auto end = check_sum + kCheckSumBytes;
  if (buffer_.size() < end || (buffer_.size() == end && !is_finished_)) {
    return wait_or("the message ends before its CheckSum (10)");
  }
  const char separator = buffer_[body - 1];
  if (buffer_.compare(check_sum, 3, "10=") != 0 || buffer_[check_sum - 1] != separator) {
    return damaged(
        fmt::format("behind the {} bytes of BodyLength (9) there is no CheckSum (10)", length));
  }
  message_.assign(buffer_, begin, end - begin);
  if (separator != kFixSeparator) std::ranges::replace(message_, separator, kFixSeparator);
  const bool has_separator = end < buffer_.size() && buffer_[end] == separator;
  return take(begin, end + (has_separator ? 1U : 0U), message_);
}

FixStep FixLog::read_shown(std::size_t begin, std::string_view separator) {
  const auto check_sum = buffer_.find(fmt::format("{}10=", separator), begin);
  const auto line = buffer_.find('\n', begin);
  if (check_sum == buffer_.npos || line < check_sum) {
    if (line != buffer_.npos) return damaged("the line has no CheckSum (10)");
    return wait_or("the message has no CheckSum (10)");
  }
  auto end = check_sum + separator.size() + kCheckSumBytes;
  if (buffer_.size() < end + separator.size() && !is_finished_) return FixStep::more;
  if (buffer_.size() < end) return damaged("the message ends within its CheckSum (10)");
  message_.assign(buffer_, begin, end - begin);
  replace_all(message_, separator);
  if (buffer_.compare(end, separator.size(), separator) == 0) end += separator.size();
  const auto version = message_.find(kFixSeparator);
  const auto field = message_.find(kFixSeparator, version + 1);
  const auto length = message_.compare(version + 1, 2, "9=") == 0
                          ? parse_number<std::size_t>(
                                std::string_view(message_).substr(version + 3, field - version - 3))
                          : std::nullopt;
  if (!length || *length != message_.size() - kCheckSumBytes - field - 1) {
    return damaged("BodyLength (9) is not the length of the body");
  }
  return take(begin, end, message_);
}

FixStep FixLog::take(std::size_t begin, std::size_t end, std::string_view message) {
  const auto sum = fix_checksum(message.substr(0, message.size() - kCheckSumBytes));
  const auto told = parse_number<unsigned>(message.substr(message.size() - 3));
  if (!told || *told != sum) {
    return damaged(fmt::format("CheckSum (10) is {:03}, not {}", sum,
                               printable(message.substr(message.size() - 3))));
  }
  message_ += kFixSeparator;
  auto parsed = FixMessage::parse(message_);
  if (!parsed) return damaged(parsed.error().sentence);
  if (parsed->type().empty()) return damaged("the message has no MsgType (35)");
  const std::string_view prefix(buffer_.data() + line_begin_, begin - line_begin_);
  entry_ = {line_, find_log_time(prefix), std::move(*parsed)};
  pass(end);
  line_begin_ = end;
  return FixStep::message;
}

}  // namespace holdfast
