// What a field of an order has to be.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "fix/fix_log.h"

namespace holdfast {

/// "line 7: 35=D: what".
tl::unexpected<Error> fail_at(const FixEntry& entry, std::string_view what);

/// The field's value. malformed: it is missing; `name` as in "ClOrdID".
Result<std::string> needed_field(const FixEntry& entry, std::uint32_t tag, std::string_view name);

/// Digits with at most one point among them, or nothing. malformed: anything else, a sign too
/// where `is_signed` is false.
Result<std::string> figure_field(const FixEntry& entry, std::uint32_t tag, std::string_view name,
                                 bool is_signed = false);

/// Side (54): 1 buys, -1 sells. malformed: missing, or neither.
Result<int> side_field(const FixEntry& entry);

/// A UTCTimestamp; nothing where the field is missing. malformed: it is none.
Result<std::optional<std::int64_t>> time_field(const FixEntry& entry, std::uint32_t tag,
                                               std::string_view name);

/// Commission (12) by its CommType (13), and MiscFeeAmt (137), as an amount of money; nothing
/// where the report has neither. malformed: a figure that is none.
Result<std::string> fee_field(const FixEntry& entry);

}  // namespace holdfast
