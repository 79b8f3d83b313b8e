#include "table/error_sentence.h"

#include <fmt/format.h>

#include <optional>

#include "base/text.h"

namespace holdfast {
namespace {

// What stands between `before` and the next `after`.
std::optional<std::string_view> between(std::string_view text, std::string_view before,
                                        std::string_view after) {
  const auto from = text.find(before);
  if (from == text.npos) return std::nullopt;
  text.remove_prefix(from + before.size());
  const auto to = text.find(after);
  if (to == text.npos) return std::nullopt;
  return text.substr(0, to);
}

std::string_view type_in_words(std::string_view type) { return type == "DOUBLE" ? "number" : type; }

// The sentence without its line.
std::string reason_of(std::string_view text) {
  const auto column = between(text, "Error when converting column \"", "\". ");
  const auto value = between(text, "Could not convert string \"", "\" to '");
  const auto type = between(text, "\" to '", "'");
  if (column && value && type) {
    return fmt::format("column \"{}\" has \"{}\", which is no {}", *column, *value,
                       type_in_words(*type));
  }
  const auto expected = between(text, "Expected Number of Columns: ", " ");
  const auto found = between(text, "Found: ", "\n");
  if (expected && found) {
    return fmt::format("the fields are {}, and the names in line 1 are {}", *found, *expected);
  }
  if (text.find("unterminated quote") != text.npos) return "a quote is not closed";
  if (text.find("Invalid unicode") != text.npos) return "has bytes that are not UTF-8";
  if (text.find("Maximum line size") != text.npos) {
    return "is longer than 2000000 bytes; is a quote not closed?";
  }
  return first_line_of_error(text, "");
}

}  // namespace

std::string first_line_of_error(std::string_view text, std::string_view path) {
  std::string line(trim(text.substr(0, text.find('\n'))));
  if (const auto kind = line.find("Error: "); kind < 40) {
    line.erase(0, kind + std::string_view("Error: ").size());
  }
  if (!path.empty()) {
    for (const std::string& around : {fmt::format(" \"{}\"", path), fmt::format(" '{}'", path)}) {
      if (const auto at = line.find(around); at != line.npos) line.erase(at, around.size());
    }
  }
  return line;
}

std::string csv_error_sentence(std::string_view text) {
  const auto line = between(text, "CSV Error on Line: ", "\n");
  const auto reason = reason_of(text);
  return line ? fmt::format("line {}: {}", *line, reason) : reason;
}

}  // namespace holdfast
