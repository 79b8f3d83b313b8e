// What a desk calls the columns of a table, and in which units they are.
//
//   child_orders:
//     columns: {ts_send_ns: SendTime}   # ours: theirs
//     units: {ts_send_ns: us}           # s, ms, us or ns
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"

namespace holdfast {

struct TableMapping {
  std::map<std::string, std::string, std::less<>> columns;  // theirs by ours
  std::map<std::string, std::int64_t, std::less<>> units;   // nanoseconds in one, by ours
};

/// By table. usage: lines with file, line and column.
Result<std::map<std::string, TableMapping, std::less<>>> read_mapping(std::string_view file,
                                                                      std::string_view text);

}  // namespace holdfast
