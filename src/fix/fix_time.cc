#include "fix/fix_time.h"

#include "base/calendar.h"
#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kFirstYear = 1970, kLastYear = 2261;  // what 64 bits of nanoseconds hold

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Takes its parts off the front of a text; once one is missing, it has failed.
class Scan {
 public:
  explicit Scan(std::string_view text) : rest_(text) {}
  std::int64_t digits(std::size_t count) {
    const auto number =
        rest_.size() < count ? std::nullopt : parse_number<std::uint32_t>(rest_.substr(0, count));
    if (!number) {
      has_failed_ = true;
      return 0;
    }
    rest_.remove_prefix(count);
    return *number;
  }
  void letter(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == any_of.npos) {
      has_failed_ = true;
    } else {
      rest_.remove_prefix(1);
    }
  }
  // `.123`, or nothing: nanoseconds.
  std::int64_t fraction(std::string_view points) {
    if (rest_.size() < 2 || points.find(rest_[0]) == points.npos || !is_digit(rest_[1])) return 0;
    rest_.remove_prefix(1);
    std::int64_t ns = 0;
    std::size_t count = 0;
    for (; !rest_.empty() && is_digit(rest_.front()) && count < 12; ++count) {
      if (count < 9) ns = ns * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    for (; count < 9; ++count) ns *= 10;
    return ns;
  }
  // `+01:00`, `-0500`, `Z` or nothing: nanoseconds east of Greenwich.
  std::int64_t offset() {
    if (rest_.empty() || (rest_.front() != '+' && rest_.front() != '-')) return 0;
    const std::int64_t sign = rest_.front() == '+' ? 1 : -1;
    rest_.remove_prefix(1);
    const auto hours = digits(2);
    if (!rest_.empty() && rest_.front() == ':') rest_.remove_prefix(1);
    const auto minutes = digits(2);
    return sign * (hours * 3600 + minutes * 60) * kSecond;
  }
  bool has_failed() const { return has_failed_; }
  bool is_at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool has_failed_ = false;
};

std::optional<std::int64_t> instant(std::int64_t year, std::int64_t month, std::int64_t day,
                                    std::int64_t second_of_day, std::int64_t ns) {
  const auto date = day_of_date(year, month, day);
  if (!date || year < kFirstYear || year > kLastYear) return std::nullopt;
  return (*date * 86'400 + second_of_day) * kSecond + ns;
}

// HH:MM:SS; a day has no 25th hour.
std::optional<std::int64_t> second_of_day(Scan& scan) {
  const auto hour = scan.digits(2);
  scan.letter(":");
  const auto minute = scan.digits(2);
  scan.letter(":");
  const auto second = scan.digits(2);
  if (scan.has_failed() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return hour * 3600 + minute * 60 + second;
}

std::optional<std::int64_t> read_utc(Scan& scan, std::string_view points) {
  const auto year = scan.digits(4), month = scan.digits(2), day = scan.digits(2);
  scan.letter("-");
  const auto seconds = second_of_day(scan);
  if (!seconds) return std::nullopt;
  return instant(year, month, day, *seconds, scan.fraction(points));
}

std::optional<std::int64_t> read_iso(Scan scan) {
  const auto year = scan.digits(4);
  scan.letter("-");
  const auto month = scan.digits(2);
  scan.letter("-");
  const auto day = scan.digits(2);
  scan.letter("T ");
  const auto seconds = second_of_day(scan);
  if (!seconds) return std::nullopt;
  const auto fraction = scan.fraction(".,");
  const auto offset = scan.offset();
  const auto there = instant(year, month, day, *seconds, fraction);
  if (scan.has_failed() || !there) return std::nullopt;
  return *there - offset;
}

}  // namespace

std::optional<std::int64_t> parse_fix_time(std::string_view text) {
  Scan scan(text);
  const auto time = read_utc(scan, ".");
  return scan.is_at_end() ? time : std::nullopt;
}

std::optional<std::int64_t> find_log_time(std::string_view prefix) {
  for (std::size_t at = 0; at < prefix.size(); ++at) {
    if (!is_digit(prefix[at]) || (at > 0 && is_digit(prefix[at - 1]))) continue;
    Scan scan(prefix.substr(at));
    if (const auto time = read_utc(scan, ".,")) return time;
    if (const auto time = read_iso(Scan(prefix.substr(at)))) return time;
  }
  return std::nullopt;
}

}  // namespace holdfast
