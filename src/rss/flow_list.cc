#include "rss/flow_list.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <map>

#include "base/printable.h"
#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::string_view kForm =
    "\"udp 10.0.0.9:5000 to 239.1.1.1:30001\", and then rate NUMBER, name TEXT or rest";

tl::unexpected<Error> wrong(std::size_t line, const std::string& what) {
  return fail(ErrorCode::malformed, fmt::format("line {}: {}", line, what));
}

std::optional<double> parse_rate(std::string_view text) {
  double rate = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || !std::isfinite(rate) || rate <= 0) return std::nullopt;
  return rate;
}

Result<ListedFlow> parse_line(std::string_view text, std::size_t line) {
  const auto words = words_of(text);
  std::optional<Flow> flow;
  if (words.size() >= 4) {
    flow = parse_flow(fmt::format("{} {} {} {}", words[0], words[1], words[2], words[3]));
  }
  if (!flow) {
    return wrong(line, fmt::format("\"{}\" is no flow, which is {}", printable(text), kForm));
  }
  ListedFlow listed;
  listed.flow = *std::move(flow);
  for (std::size_t i = 4; i < words.size(); ++i) {
    const bool has_more = i + 1 < words.size();
    if (words[i] == "rest") {
      listed.rest = true;
    } else if (words[i] == "name" && has_more) {
      listed.name = printable(words[++i]);
    } else if (words[i] == "rate" && has_more) {
      const auto rate = parse_rate(words[++i]);
      if (!rate) {
        return wrong(
            line, fmt::format("\"{}\" is no rate, which is a number above 0", printable(words[i])));
      }
      listed.rate = *rate;
    } else {
      return wrong(line, fmt::format("\"{}\" stands where rate NUMBER, name TEXT or rest may",
                                     printable(words[i])));
    }
  }
  return listed;
}

}  // namespace

Result<std::vector<ListedFlow>> parse_flow_list(std::string_view text) {
  std::vector<ListedFlow> flows;
  std::map<std::string, std::size_t> lines;
  std::size_t number = 0;
  while (const auto line = next_line(text)) {
    ++number;
    const auto content = trim(line->substr(0, line->find('#')));
    if (content.empty()) continue;
    auto flow = parse_line(content, number);
    if (!flow) return tl::unexpected<Error>(flow.error());
    const auto [before, is_new] = lines.emplace(to_text(flow->flow), number);
    if (!is_new) return wrong(number, fmt::format("the flow of line {} again", before->second));
    flows.push_back(*std::move(flow));
  }
  if (flows.empty()) return fail(ErrorCode::malformed, fmt::format("no flow; a line is {}", kForm));
  return flows;
}

}  // namespace holdfast
