#include "probe/sockperf_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "base/printable.h"
#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostPercentiles = 64;
constexpr double kMostUs = 1e12;  // eleven days: no delay of a run's

// Colours and the like: ESC [ … letter.
std::string without_escapes(std::string_view line) {
  std::string plain;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\x1b') {
      plain += line[i];
      continue;
    }
    while (i < line.size() && !(line[i] >= 'a' && line[i] <= 'z') &&
           !(line[i] >= 'A' && line[i] <= 'Z')) {
      ++i;
    }
  }
  return plain;
}

// What follows `key` up to the end or the first character that no number has.
std::string_view value_after(std::string_view line, std::string_view key) {
  const auto at = line.find(key);
  if (at == std::string_view::npos) return {};
  auto rest = trim(line.substr(at + key.size()));
  return rest.substr(0, rest.find_first_not_of("0123456789."));
}

std::optional<double> decimal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
  return value;
}

std::optional<std::uint64_t> number(std::string_view line, std::string_view key) {
  return parse_number<std::uint64_t>(value_after(line, key));
}

/// "---> percentile 99.900 =  12.345", "---> <MAX> observation = 100.000"
std::optional<Percentile> percentile_of(std::string_view line) {
  const bool is_greatest = line.find("<MAX> observation") != std::string_view::npos;
  const auto p = is_greatest ? 100.0 : decimal(value_after(line, "percentile "));
  const auto us = decimal(value_after(line, "="));
  if (!p || !us || *p <= 0 || *p > 100 || *us > kMostUs) return std::nullopt;
  // 99.9 / 100 is not the 0.999 by which others ask.
  const double share = std::round(*p * 1000) / 100'000;
  if (share <= 0) return std::nullopt;
  return Percentile{share, *us * 1000, {}, {}};
}

class Reading {
 public:
  void take(std::string_view line) {
    if (line.find("---> ") != std::string_view::npos) {
      const auto one = percentile_of(line);
      auto& all = report_.percentiles;
      if (one && all.size() < kMostPercentiles) all.push_back(*one);
    } else if (line.find("[Valid Duration]") != std::string_view::npos) {
      report_.seconds = decimal(value_after(line, "RunTime=")).value_or(0);
      report_.sent = number(line, "SentMessages=").value_or(0);
      report_.received = number(line, "ReceivedMessages=").value_or(0);
    } else if (line.find("# dropped messages") != std::string_view::npos) {
      report_.dropped = number(line, "dropped messages =").value_or(0);
      report_.duplicated = number(line, "duplicated messages =").value_or(0);
    } else if (const auto found = number(line, "Total "); found) {
      report_.observations = *found;
    } else if (is_complaint(line) && complaint_.empty()) {
      complaint_ = printable(trim(line.substr(line.find(':') + 1)));
    }
  }

  Result<SockperfReport> end() && {
    auto& all = report_.percentiles;
    std::sort(all.begin(), all.end(),
              [](const Percentile& a, const Percentile& b) { return a.p < b.p; });
    const auto same = [](const Percentile& a, const Percentile& b) { return a.p == b.p; };
    all.erase(std::unique(all.begin(), all.end(), same), all.end());
    if (!all.empty()) return std::move(report_);
    if (!complaint_.empty()) return fail(ErrorCode::failed, "sockperf: " + complaint_);
    return fail(ErrorCode::malformed, "sockperf printed none of its percentiles");
  }

 private:
  static bool is_complaint(std::string_view line) {
    const auto has = [&](std::string_view words) {
      return line.find(words) != std::string_view::npos;
    };
    return has("No valid observations") || has("No messages were received") || has("ERROR");
  }

  SockperfReport report_;
  std::string complaint_;
};

}  // namespace

Result<SockperfReport> parse_sockperf(std::string_view text) {
  Reading reading;
  while (const auto line = next_line(text)) reading.take(without_escapes(*line));
  return std::move(reading).end();
}

ProbeResult result_of(const SockperfReport& report) {
  ProbeResult result;
  result.receiver = "sockperf";
  result.seconds = report.seconds;
  result.rate = report.seconds > 0 ? static_cast<double>(report.sent) / report.seconds : 0;
  result.sent = report.sent;
  result.received = report.received;
  result.lost = report.dropped;
  result.duplicated = report.duplicated;
  ProbeDelays delays;
  delays.of = std::string(kHalfRoundTrip);
  delays.clock = "sockperf's client";
  delays.count = report.observations;
  delays.percentiles = report.percentiles;
  result.delays.push_back(std::move(delays));
  return result;
}

}  // namespace holdfast
