// The tables that `validate` knows: TCA's inputs with their columns, keys and what must hold.
#pragma once

#include <string_view>
#include <vector>

#include "table/column.h"

namespace holdfast {

enum class ColumnRule {
  none,
  time,          // ns since 1970; 0 is missing
  positive,      // above 0
  not_negative,  // 0 or above
  side,          // +1 buy, -1 sell
};

struct ColumnSpec {
  std::string_view name;
  ColumnKind kind = ColumnKind::text;
  bool is_required = false;
  ColumnRule rule = ColumnRule::none;
};

/// In each row the first is not above the second, where both are there.
struct OrderSpec {
  std::string_view first, second;
};

struct TableSpec {
  std::string_view name;
  std::vector<ColumnSpec> columns;
  std::vector<std::string_view> key;  // no two rows agree in all of them; empty: none
  std::vector<OrderSpec> orders;
};

const std::vector<TableSpec>& table_specs();
/// nullptr without it.
const TableSpec* find_table_spec(std::string_view name);

}  // namespace holdfast
