#include "table/column_fill.h"

#include <fmt/format.h>

#include "base/text.h"
#include "table/text_coder.h"

namespace holdfast {
namespace {

std::string_view view_of(duckdb_string_t& text) {
  return {duckdb_string_t_data(&text), duckdb_string_t_length(text)};
}

// One column of the table that grows by a chunk at a time.
struct Filling {
  Column column;
  TextCoder coder;
  bool is_text_of_integers = false;

  void add_nulls(const std::uint64_t* validity, std::size_t rows);
  template <class Value>
  void add(std::vector<Value>& to, duckdb_vector from, std::size_t rows);
  Result<void> add_integer_texts(duckdb_vector from, std::size_t rows);
  void add_texts(duckdb_vector from, std::size_t rows);
  Result<void> add_chunk(duckdb_vector from, std::size_t rows);
};

bool is_valid(const std::uint64_t* validity, std::size_t row) {
  return validity == nullptr || (validity[row / 64] >> (row % 64) & 1) != 0;
}

void Filling::add_nulls(const std::uint64_t* validity, std::size_t rows) {
  if (validity == nullptr && column.is_null.empty()) return;
  const std::size_t before = column.rows() - rows;
  column.is_null.resize(before, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    column.is_null.push_back(is_valid(validity, row) ? 0 : 1);
  }
}

template <class Value>
void Filling::add(std::vector<Value>& to, duckdb_vector from, std::size_t rows) {
  const auto* values = static_cast<const Value*>(duckdb_vector_get_data(from));
  const auto* validity = duckdb_vector_get_validity(from);
  const std::size_t before = to.size();
  to.insert(to.end(), values, values + rows);
  if (validity != nullptr) {
    constexpr auto kNull = std::numeric_limits<Value>::has_quiet_NaN
                               ? std::numeric_limits<Value>::quiet_NaN()
                               : Value{};
    for (std::size_t row = 0; row < rows; ++row) {
      if (!is_valid(validity, row)) to[before + row] = kNull;
    }
  }
  add_nulls(validity, rows);
}

Result<void> Filling::add_integer_texts(duckdb_vector from, std::size_t rows) {
  auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(from));
  const auto* validity = duckdb_vector_get_validity(from);
  for (std::size_t row = 0; row < rows; ++row) {
    std::optional<std::int64_t> value = 0;
    if (is_valid(validity, row)) {
      const auto text = view_of(texts[row]);
      value = parse_number<std::int64_t>(text);
      if (!value) {
        return fail(ErrorCode::malformed,
                    fmt::format("row {}: column \"{}\" has \"{}\", which is no whole number that "
                                "fits 64 bits",
                                column.integers.size() + 1, column.name, text));
      }
    }
    column.integers.push_back(*value);
  }
  add_nulls(validity, rows);
  return {};
}

void Filling::add_texts(duckdb_vector from, std::size_t rows) {
  auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(from));
  const auto* validity = duckdb_vector_get_validity(from);
  for (std::size_t row = 0; row < rows; ++row) {
    column.codes.push_back(is_valid(validity, row) ? coder.place(view_of(texts[row]))
                                                   : TextCoder::kNone);
  }
  add_nulls(validity, rows);
}

Result<void> Filling::add_chunk(duckdb_vector from, std::size_t rows) {
  if (is_text_of_integers) return add_integer_texts(from, rows);
  switch (column.kind) {
    case ColumnKind::number: add(column.numbers, from, rows); break;
    case ColumnKind::integer: add(column.integers, from, rows); break;
    case ColumnKind::text: add_texts(from, rows); break;
  }
  return {};
}

}  // namespace

Result<Table> fill_columns(QueryResult result, const std::vector<std::string>& names,
                           const std::vector<ColumnKind>& kinds) {
  std::vector<Filling> fillings(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    fillings[i].column.name = names[i];
    fillings[i].column.kind = kinds[i];
    fillings[i].is_text_of_integers = kinds[i] == ColumnKind::integer &&
                                      duckdb_column_type(&result.raw(), i) == DUCKDB_TYPE_VARCHAR;
  }
  Table table;
  for (;;) {
    const Chunk chunk(duckdb_fetch_chunk(result.raw()));
    if (!chunk) break;
    table.rows += chunk.rows();
    for (std::size_t i = 0; i < fillings.size(); ++i) {
      if (auto added = fillings[i].add_chunk(chunk.column(i), chunk.rows()); !added) {
        return tl::unexpected(added.error());
      }
    }
  }
  for (auto& filling : fillings) {
    if (filling.column.kind == ColumnKind::text) {
      filling.column.levels = filling.coder.finish(filling.column.codes);
    }
    table.columns.push_back(std::move(filling.column));
  }
  return table;
}

}  // namespace holdfast
