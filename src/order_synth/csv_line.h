// One line of a table, field by field, ended when it goes away.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "order_synth/fixed_decimal.h"
#include "order_synth/order_names.h"

namespace holdfast {

class CsvLine {
 public:
  explicit CsvLine(std::string& to) : to_(&to) {}
  CsvLine(CsvLine&& other) noexcept : to_(other.to_), is_begun_(other.is_begun_) {
    other.to_ = nullptr;
  }
  CsvLine& operator=(CsvLine&&) = delete;
  ~CsvLine() {
    if (to_ != nullptr) {
      *to_ += '\n';
    }
  }

  CsvLine& text(std::string_view value) {
    next() += value;
    return *this;
  }
  CsvLine& none() { return text({}); }
  CsvLine& whole(std::int64_t value) {
    append_whole(next(), value);
    return *this;
  }
  /// As append_decimal.
  CsvLine& decimal(std::int64_t value, unsigned decimals) {
    append_decimal(next(), value, decimals);
    return *this;
  }
  /// As append_order_name.
  CsvLine& name(char kind, std::int64_t number) {
    append_order_name(next(), kind, static_cast<std::uint64_t>(number));
    return *this;
  }

 private:
  std::string& next() {
    if (is_begun_) {
      *to_ += ',';
    }
    is_begun_ = true;
    return *to_;
  }

  std::string* to_;
  bool is_begun_ = false;
};

}  // namespace holdfast
