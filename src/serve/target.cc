#include "serve/target.h"

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kLongestTarget = 2048;

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+') {
      out += ' ';
    } else if (text[at] != '%') {
      out += text[at];
    } else {
      const auto byte = parse_number<unsigned char>(text.substr(at + 1, 2), 16);
      if (at + 2 >= text.size() || !byte) return std::nullopt;
      out += static_cast<char>(*byte);
      at += 2;
    }
  }
  return out;
}

}  // namespace

std::optional<std::string_view> Target::field(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::optional<Target> parse_target(std::string_view text) {
  if (text.empty() || text.front() != '/' || text.size() > kLongestTarget) return std::nullopt;
  const auto visible = [](char c) { return c > ' ' && c < '\x7f' && c != '#'; };
  if (!std::all_of(text.begin(), text.end(), visible)) return std::nullopt;
  const auto mark = text.find('?');
  Target target;
  target.path = text.substr(0, mark);
  if (mark == std::string_view::npos) return target;
  for (const auto piece : split(text.substr(mark + 1), '&')) {
    if (piece.empty()) continue;
    const auto equals = std::min(piece.find('='), piece.size());
    auto name = decode(piece.substr(0, equals));
    auto value = decode(piece.substr(std::min(equals + 1, piece.size())));
    if (!name || !value) return std::nullopt;
    target.fields.emplace_back(*std::move(name), *std::move(value));
  }
  return target;
}

}  // namespace holdfast
