#include "table/read_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "table/column_fill.h"
#include "table/duckdb_query.h"
#include "table/error_sentence.h"

namespace holdfast {
namespace {

constexpr std::array kIntegers{"TINYINT",  "SMALLINT",  "INTEGER",  "BIGINT",  "HUGEINT",
                               "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "BOOLEAN"};

bool is_integer(std::string_view type) {
  return std::ranges::find(kIntegers, type) != kIntegers.end();
}

// SQL for a Parquet column as a column of that kind; empty when it cannot be one.
std::string expression_of(const FileColumn& column, ColumnKind kind) {
  const auto& type = column.type;
  const auto cast_to = [&](const char* to) {
    return fmt::format("CAST({} AS {})", sql_name(column.name), to);
  };
  const bool is_timestamp = type.starts_with("TIMESTAMP");
  switch (kind) {
    case ColumnKind::number:
      if (is_integer(type) || type == "DOUBLE" || type == "FLOAT" || type.starts_with("DECIMAL")) {
        return cast_to("DOUBLE");
      }
      return "";
    case ColumnKind::integer:
      if (is_timestamp) return fmt::format("epoch_ns({})", sql_name(column.name));
      return is_integer(type) ? cast_to("BIGINT") : "";
    case ColumnKind::text:
      if (type == "VARCHAR" || type.starts_with("ENUM") || type == "DATE" || is_integer(type)) {
        return cast_to("VARCHAR");
      }
      return "";
  }
  return "";
}

const char* words_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::number: return "a number";
    case ColumnKind::integer: return "a whole number";
    case ColumnKind::text: break;
  }
  return "a text";
}

tl::unexpected<Error> lacks(const InputFile& file, const std::vector<std::string>& missing,
                            const std::vector<FileColumn>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  return fail(ErrorCode::usage, fmt::format("{}: has no column{} \"{}\"; its columns are {}",
                                            file.name(), missing.size() == 1 ? "" : "s",
                                            fmt::join(missing, "\", \""), fmt::join(names, ", ")));
}

struct Selection {
  std::string columns;  // behind SELECT
  std::string source;   // behind FROM
};

Result<std::string> select_parquet(const InputFile& file, const std::vector<FileColumn>& columns,
                                   const std::vector<ColumnWanted>& wanted) {
  std::vector<std::string> expressions;
  for (const auto& want : wanted) {
    const auto& column = *std::ranges::find(columns, want.name, &FileColumn::name);
    const auto expression = expression_of(column, want.kind);
    if (expression.empty()) {
      return fail(ErrorCode::usage,
                  fmt::format("{}: column \"{}\" is of type {}, and not {}", file.name(), want.name,
                              column.type, words_of(want.kind)));
    }
    expressions.push_back(expression);
  }
  return fmt::format("{}", fmt::join(expressions, ", "));
}

// Every column has its type said, so that nothing is guessed from the first rows. An integer is
// read as its text, because DuckDB would round 1.5 to one.
std::string csv_source(const InputFile& file, const std::vector<FileColumn>& columns,
                       const std::vector<ColumnWanted>& wanted,
                       const std::vector<std::string>& null_words) {
  std::vector<std::string> types, nulls{"''"};
  for (const auto& column : columns) {
    const auto want = std::ranges::find(wanted, column.name, &ColumnWanted::name);
    const bool is_number = want != wanted.end() && want->kind == ColumnKind::number;
    types.push_back(
        fmt::format("{}: '{}'", sql_text(column.name), is_number ? "DOUBLE" : "VARCHAR"));
  }
  for (const auto& word : null_words) nulls.push_back(sql_text(word));
  return fmt::format(
      "read_csv({}, auto_detect=false, header=true, delim=',', quote='\"', escape='\"', "
      "strict_mode=true, compression='none', nullstr=[{}], columns={{{}}})",
      sql_text(file.path()), fmt::join(nulls, ", "), fmt::join(types, ", "));
}

// Threads find errors in no order: alone, DuckDB tells the first one.
Error csv_error(const Database& database, const InputFile& file, const std::string& sql,
                const Error& first) {
  std::string text = first.sentence;
  if (query(database, "SET threads = 1")) {
    if (const auto again = query(database, sql); !again) text = again.error().sentence;
    (void)query(database, "RESET threads");
  }
  return {ErrorCode::malformed, fmt::format("{}: {}", file.name(), csv_error_sentence(text))};
}

std::int64_t integer_at(const Chunk& chunk, std::size_t column, std::size_t row) {
  return static_cast<const std::int64_t*>(duckdb_vector_get_data(chunk.column(column)))[row];
}

// DuckDB does not say where a Parquet file is damaged: its row groups are read one by one.
Error parquet_error(const Database& database, const InputFile& file, const Selection& selection,
                    const Error& first) {
  const auto path = sql_text(file.path());
  const auto sentence = first_line_of_error(first.sentence, file.path());
  auto groups = query(
      database, fmt::format("SELECT DISTINCT row_group_id::BIGINT, row_group_num_rows::BIGINT FROM "
                            "parquet_metadata({}) ORDER BY 1",
                            path));
  std::int64_t begin = 0;
  while (groups) {
    const Chunk chunk(duckdb_fetch_chunk(groups->raw()));
    if (!chunk) break;
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      const auto end = begin + integer_at(chunk, 1, row);
      const auto part =
          query(database, fmt::format("SELECT {} FROM read_parquet({}, file_row_number=true) WHERE "
                                      "file_row_number >= {} AND file_row_number < {}",
                                      selection.columns, path, begin, end));
      if (!part) {
        return {ErrorCode::malformed,
                fmt::format("{}: row group {} (rows {} to {}) is damaged: {}", file.name(),
                            integer_at(chunk, 0, row), begin + 1, end, sentence)};
      }
      begin = end;
    }
  }
  return {ErrorCode::malformed, fmt::format("{}: {}", file.name(), sentence)};
}

}  // namespace

Result<Table> read_table(const Database& database, const InputFile& file,
                         const std::vector<ColumnWanted>& wanted,
                         const std::vector<std::string>& null_words) {
  const auto columns = list_columns(database, file);
  if (!columns) return tl::unexpected(columns.error());
  std::vector<std::string> missing, names;
  std::vector<ColumnKind> kinds;
  for (const auto& want : wanted) {
    names.push_back(want.name);
    kinds.push_back(want.kind);
    const bool is_there =
        std::ranges::find(*columns, want.name, &FileColumn::name) != columns->end();
    if (!is_there) missing.push_back(want.name);
  }
  if (!missing.empty()) return lacks(file, missing, *columns);

  const bool is_csv = file.format() == FileFormat::csv;
  Selection selection;
  if (is_csv) {
    std::vector<std::string> quoted;
    for (const auto& name : names) quoted.push_back(sql_name(name));
    selection = {fmt::format("{}", fmt::join(quoted, ", ")),
                 csv_source(file, *columns, wanted, null_words)};
  } else {
    auto selected = select_parquet(file, *columns, wanted);
    if (!selected) return tl::unexpected(selected.error());
    selection = {std::move(*selected), fmt::format("read_parquet({})", sql_text(file.path()))};
  }
  const auto sql = fmt::format("SELECT {} FROM {}", selection.columns, selection.source);
  auto result = query(database, sql);
  if (!result) {
    return tl::unexpected(is_csv ? csv_error(database, file, sql, result.error())
                                 : parquet_error(database, file, selection, result.error()));
  }
  auto table = fill_columns(std::move(*result), names, kinds);
  if (!table) {
    return fail(table.error().code, fmt::format("{}: {}", file.name(), table.error().sentence));
  }
  return table;
}

}  // namespace holdfast
