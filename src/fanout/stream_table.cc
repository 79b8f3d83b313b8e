#include "fanout/stream_table.h"

#include <fmt/format.h>

#include <optional>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kLocates = 65'536;

std::optional<LocateRange> parse_range(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = parse_number<std::uint16_t>(text.substr(0, dash));
  const auto last =
      dash == std::string_view::npos ? first : parse_number<std::uint16_t>(text.substr(dash + 1));
  if (!first || !last || *first == 0 || *last < *first) return std::nullopt;
  return LocateRange{*first, *last};
}

bool names(const StreamOptions& stream, std::size_t locate) {
  for (const auto& range : stream.books) {
    if (locate >= range.first && locate <= range.last) return true;
  }
  return false;
}

}  // namespace

Result<std::vector<LocateRange>> parse_locates(std::string_view text) {
  std::vector<LocateRange> out;
  for (const auto piece : split(text, ',')) {
    const auto range = parse_range(trim(piece));
    if (!range) {
      return fail(ErrorCode::usage,
                  fmt::format("'{}' is no list of stock locates, which are 1 to 65535 and "
                              "written as 1-100,205",
                              text));
    }
    out.push_back(*range);
  }
  return out;
}

std::string to_text(const std::vector<LocateRange>& locates) {
  std::string out;
  for (const auto& range : locates) {
    if (!out.empty()) out += ',';
    out += range.first == range.last ? fmt::format("{}", range.first)
                                     : fmt::format("{}-{}", range.first, range.last);
  }
  return out;
}

StreamTable::StreamTable(const std::vector<StreamOptions>& streams) {
  std::vector<std::uint16_t> all, others;
  for (const auto& stream : streams) {
    const auto number = static_cast<std::uint16_t>(all.size());
    all.push_back(number);
    if (stream.books.empty()) others.push_back(number);
  }
  first_.reserve(kLocates + 1);
  for (std::size_t locate = 0; locate < kLocates; ++locate) {
    first_.push_back(static_cast<std::uint32_t>(streams_.size()));
    if (locate == 0) {
      streams_ = all;
      continue;
    }
    for (const auto i : all) {
      if (names(streams[i], locate)) streams_.push_back(i);
    }
    if (first_.back() == streams_.size() && !others.empty()) {
      streams_.push_back(others[locate % others.size()]);
    }
  }
  first_.push_back(static_cast<std::uint32_t>(streams_.size()));
}

}  // namespace holdfast
