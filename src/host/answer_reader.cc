#include <fmt/format.h>

#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "host/answer_json.h"
#include "host/errno_name.h"

namespace holdfast {
namespace {

constexpr std::size_t kLargestText = std::size_t{16} << 20;
constexpr std::size_t kDeepestRecord = 8;  // records within records

/// The bytes of a text; counts the line of the byte read last.
class CountedText {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountedText(const char* at, int* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  CountedText& operator++() {
    *line_ += after_newline_ ? 1 : 0;
    after_newline_ = *at_ == '\n';
    ++at_;
    return *this;
  }
  CountedText operator++(int) {
    const CountedText before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountedText& a, const CountedText& b) { return a.at_ == b.at_; }

 private:
  const char* at_;
  int* line_;
  bool after_newline_ = false;
};

/// Builds the answer while nlohmann parses; stops at the first thing that cannot be in one.
class AnswerBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::vector<Record> records;
  std::optional<std::errc> error;
  std::string complaint;  // "null, expected …"

  bool null() override { return complain("null", kValue); }
  bool boolean(bool value) override { return put(std::uint64_t{value}); }
  bool number_integer(number_integer_t value) override {
    return complain(std::to_string(value), "a number from 0 to 2^64-1");
  }
  bool number_unsigned(number_unsigned_t value) override { return put(std::uint64_t{value}); }
  bool number_float(number_float_t, const string_t& text) override {
    return complain(text, "a whole number from 0 to 2^64-1");
  }
  bool string(string_t& text) override {
    if (is_error_) return put_error(text);
    return put(std::move(text));
  }
  bool binary(binary_t&) override { return complain("binary", kValue); }

  bool start_object(std::size_t) override {
    if (is_error_) return complain("an object", "the name of an error");
    if (!in_list_ && !open_.empty()) return complain("an object", kValue);
    if (!top_list_ && open_.empty()) return is_error_ = true;
    if (open_.size() == kDeepestRecord) return complain("a deeper object", "at most 8 levels");
    if (open_.empty()) {
      open_.push_back(&records.emplace_back());
    } else {
      auto* list = list_of<Record>();
      if (!list) return complain("an object", "a list of one kind");
      open_.push_back(&list->emplace_back());
    }
    in_list_ = false;
    return true;
  }
  bool key(string_t& name) override {
    if (is_error_ && (name != "error" || error))
      return complain(fmt::format("\"{}\"", name), "only \"error\"");
    if (!is_error_) open_.back()->fields.emplace_back(std::move(name), std::uint64_t{0});
    return true;
  }
  bool end_object() override {
    if (is_error_) return error || complain("{}", "{\"error\": name}");
    open_.pop_back();
    in_list_ = true;  // every record stands in a list
    return true;
  }
  bool start_array(std::size_t) override {
    if (is_error_) return complain("a list", "the name of an error");
    if (in_list_) return complain("a list in a list", kValue);
    in_list_ = true;
    if (open_.empty()) return top_list_ = true;
    value() = std::vector<std::uint64_t>{};
    return true;
  }
  bool end_array() override {
    in_list_ = false;
    return true;
  }
  bool parse_error(std::size_t, const std::string& token,
                   const nlohmann::json::exception&) override {
    return complain(token, "JSON");
  }

 private:
  static constexpr std::string_view kValue = "a number, a text or a list of one kind";

  bool complain(std::string_view found, std::string_view expected) {
    constexpr std::size_t kShown = 60;
    complaint = fmt::format("{}, expected {}", found.substr(0, kShown), expected);
    return false;
  }
  RecordValue& value() { return open_.back()->fields.back().second; }

  /// The list under way, which takes the kind of its first element; nullptr: it has another kind.
  template <class T>
  std::vector<T>* list_of() {
    const auto* numbers = std::get_if<std::vector<std::uint64_t>>(&value());
    if (numbers && numbers->empty()) value() = std::vector<T>{};
    return std::get_if<std::vector<T>>(&value());
  }
  template <class T>
  bool put(T element) {
    if (is_error_) return complain("a number", "the name of an error");
    if (open_.empty()) return complain("a bare value", "a list of records or {\"error\": name}");
    if (!in_list_) {
      value() = std::move(element);
      return true;
    }
    auto* list = list_of<T>();
    if (!list) return complain("another kind of element", "a list of one kind");
    list->push_back(std::move(element));
    return true;
  }
  bool put_error(const std::string& name) {
    error = errno_of(name);
    return error ||
           complain(fmt::format("\"{}\"", name), "an error's name, such as \"EOPNOTSUPP\"");
  }

  std::vector<Record*> open_;  // the records under way, outermost first
  bool top_list_ = false;
  bool in_list_ = false;
  bool is_error_ = false;
};

}  // namespace

Result<ReadResult<std::vector<Record>>> answer_from_json(std::string_view text,
                                                         std::string_view path) {
  if (text.size() > kLargestText) {
    return fail(ErrorCode::too_large, fmt::format("{}: {} bytes, an answer has at most {}", path,
                                                  text.size(), kLargestText));
  }
  int line = 1;
  AnswerBuilder builder;
  const char* const begin = std::to_address(text.begin());
  const char* const end = std::to_address(text.end());
  const bool whole =
      nlohmann::json::sax_parse(CountedText(begin, &line), CountedText(end, &line), &builder);
  if (!whole) {
    return fail(ErrorCode::malformed, fmt::format("{}:{}: {}", path, line, builder.complaint));
  }
  if (builder.error) return ReadResult<std::vector<Record>>(tl::unexpected(*builder.error));
  return ReadResult<std::vector<Record>>(std::move(builder.records));
}

}  // namespace holdfast
