#include "host/answer_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "host/errno_name.h"

namespace holdfast {
namespace {

constexpr std::size_t kWidth = 100;  // a record that fits in this many columns is one line
constexpr std::size_t kNumbersPerLine = 16;

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string one_line(const Record& record);

struct OneLineValue {
  std::string operator()(std::uint64_t number) const { return std::to_string(number); }
  std::string operator()(const std::string& text) const { return json_text(text); }
  template <class T>
  std::string operator()(const std::vector<T>& list) const {
    std::string out = "[";
    for (const auto& element : list) {
      if (out.size() > 1) out += ", ";
      out += (*this)(element);
    }
    return out + ']';
  }
  std::string operator()(const Record& record) const { return one_line(record); }
};

std::string one_line(const Record& record) {
  std::string out = "{";
  for (const auto& [name, value] : record.fields) {
    if (out.size() > 1) out += ", ";
    out += json_text(name) + ": " + std::visit(OneLineValue{}, value);
  }
  return out + '}';
}

std::string pretty(const std::vector<Record>& records, std::size_t indent);

std::string pretty(const RecordValue& value, std::size_t indent) {
  std::string line = std::visit(OneLineValue{}, value);
  if (line.size() + indent <= kWidth) return line;
  if (const auto* records = std::get_if<std::vector<Record>>(&value)) {
    return pretty(*records, indent);
  }
  const auto* numbers = std::get_if<std::vector<std::uint64_t>>(&value);
  if (!numbers) return line;
  std::string out = "[";
  for (std::size_t i = 0; i < numbers->size(); ++i) {
    if (i > 0) out += ',';
    out += i % kNumbersPerLine == 0 ? '\n' + std::string(indent + 2, ' ') : " ";
    out += std::to_string((*numbers)[i]);
  }
  return out + '\n' + std::string(indent, ' ') + ']';
}

std::string pretty(const Record& record, std::size_t indent) {
  std::string out = "{";
  for (const auto& [name, value] : record.fields) {
    out += out.size() > 1 ? ",\n" : "\n";
    out += std::string(indent + 2, ' ') + json_text(name) + ": " + pretty(value, indent + 2);
  }
  return out + '\n' + std::string(indent, ' ') + '}';
}

std::string pretty(const std::vector<Record>& records, std::size_t indent) {
  std::string out = "[";
  for (const auto& record : records) {
    out += out.size() > 1 ? ",\n" : "\n";
    out += std::string(indent + 2, ' ');
    std::string line = one_line(record);
    const bool short_one = records.size() > 1 && line.size() + indent + 2 <= kWidth;
    out += short_one || record.fields.empty() ? std::move(line) : pretty(record, indent + 2);
  }
  return out + '\n' + std::string(indent, ' ') + ']';
}

}  // namespace

std::string answer_to_json(const ReadResult<std::vector<Record>>& answer) {
  if (!answer) return fmt::format("{{\"error\": \"{}\"}}\n", errno_name(answer.error()));
  if (answer->empty()) return "[]\n";
  return pretty(*answer, 0) + '\n';
}

}  // namespace holdfast
