#include "fix/fix_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/printable.h"
#include "fix/fix_time.h"

namespace holdfast {
namespace {

bool is_figure(std::string_view text, bool is_signed) {
  if (is_signed && text.starts_with('-')) text.remove_prefix(1);
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  return std::ranges::any_of(text, is_digit) && std::ranges::count(text, '.') <= 1 &&
         std::ranges::all_of(text, [&](char letter) { return letter == '.' || is_digit(letter); });
}

double number_of(const std::string& figure) { return std::strtod(figure.c_str(), nullptr); }

}  // namespace

tl::unexpected<Error> fail_at(const FixEntry& entry, std::string_view what) {
  return fail(ErrorCode::malformed,
              fmt::format("line {}: 35={}: {}", entry.line, printable(entry.message.type()), what));
}

Result<std::string> needed_field(const FixEntry& entry, std::uint32_t tag, std::string_view name) {
  const auto value = entry.message.of(tag);
  if (value.empty()) return fail_at(entry, fmt::format("{} ({}) is missing", name, tag));
  return std::string(value);
}

Result<std::string> figure_field(const FixEntry& entry, std::uint32_t tag, std::string_view name,
                                 bool is_signed) {
  const auto value = entry.message.of(tag);
  if (value.empty()) return std::string();
  if (!is_figure(value, is_signed)) {
    return fail_at(entry, fmt::format("{} ({}) is \"{}\", which is no {}", name, tag,
                                      printable(value), is_signed ? "number" : "number from 0 up"));
  }
  return std::string(value);
}

Result<int> side_field(const FixEntry& entry) {
  const auto value = entry.message.of(54);
  if (value == "1" || value == "3") return 1;
  if (value == "2" || value == "4" || value == "5" || value == "6") return -1;
  return fail_at(entry, fmt::format("Side (54) is \"{}\", which neither buys nor sells: 1 and 3 "
                                    "buy, 2, 4, 5 and 6 sell",
                                    printable(value)));
}

Result<std::optional<std::int64_t>> time_field(const FixEntry& entry, std::uint32_t tag,
                                               std::string_view name) {
  const auto value = entry.message.of(tag);
  if (value.empty()) return std::optional<std::int64_t>();
  const auto time = parse_fix_time(value);
  if (!time) {
    return fail_at(entry, fmt::format("{} ({}) is \"{}\", which is no UTCTimestamp as "
                                      "20260115-13:30:00.123456",
                                      name, tag, printable(value)));
  }
  return time;
}

Result<std::string> fee_field(const FixEntry& entry) {
  auto commission = figure_field(entry, 12, "Commission", true);
  if (!commission) return commission;
  const auto type = entry.message.of(13);
  const bool is_amount = type != "1" && type != "2";
  if (is_amount && !entry.message.has(137)) return commission;
  double fee = 0;
  bool is_told = !commission->empty();
  if (is_told) {
    auto quantity = figure_field(entry, 32, "LastQty");
    auto price = figure_field(entry, 31, "LastPx", true);
    if (!quantity) return quantity;
    if (!price) return price;
    fee = number_of(*commission);
    if (type == "1") fee *= number_of(*quantity);  // per unit
    if (type == "2") fee *= number_of(*quantity) * number_of(*price) / 100;
  }
  for (const auto& field : entry.message.fields()) {
    if (field.tag != 137) continue;
    if (!is_figure(field.value, true)) {
      return fail_at(entry, fmt::format("MiscFeeAmt (137) is \"{}\", which is no number",
                                        printable(field.value)));
    }
    fee += number_of(std::string(field.value));
    is_told = true;
  }
  return is_told ? fmt::format("{}", fee) : std::string();
}

}  // namespace holdfast
