#include "plan/fix_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool all_of_chars(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
  });
}

// Words that YAML 1.1 readers take for something else than a string.
bool is_yaml_literal(std::string_view text) {
  for (const auto* word : {"on", "off", "yes", "no", "true", "false", "null", "y", "n"}) {
    if (text.size() == std::string_view(word).size() &&
        std::equal(text.begin(), text.end(), word,
                   [](char a, char b) { return (a | 0x20) == b; })) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (!text.empty() && all_of_chars(text, "_-./:@%+=,")) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string yaml_word(std::string_view text) {
  const bool starts_with_letter = !text.empty() && is_letter_or_digit(text.front()) &&
                                  !(text.front() >= '0' && text.front() <= '9');
  if (starts_with_letter && all_of_chars(text, "_-./") && !is_yaml_literal(text)) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string interface_policy(std::string_view nic, std::string_view body) {
  return fmt::format("interfaces: [{{match: {{name: {}}}, {}}}]", yaml_word(nic), body);
}

std::string write_command(std::string_view value, std::string_view path) {
  return fmt::format("echo {} > {}", shell_word(value), shell_word(path));
}

std::string joined(const std::vector<std::string>& pieces, std::string_view separator) {
  return fmt::format("{}", fmt::join(pieces, separator));
}

std::string cpus_text(const CpuSet& cpus) {
  return fmt::format("{} {}", cpus.size() == 1 ? "CPU" : "CPUs", cpus.to_list());
}

}  // namespace holdfast
