#include "table/write_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "table/duckdb_query.h"
#include "table/error_sentence.h"

namespace holdfast {
namespace {

constexpr const char* kName = "holdfast_written";

const char* type_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::number: return "DOUBLE";
    case ColumnKind::integer: return "BIGINT";
    case ColumnKind::text: break;
  }
  return "VARCHAR";
}

duckdb_type id_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::number: return DUCKDB_TYPE_DOUBLE;
    case ColumnKind::integer: return DUCKDB_TYPE_BIGINT;
    case ColumnKind::text: break;
  }
  return DUCKDB_TYPE_VARCHAR;
}

struct Types {
  explicit Types(const Table& table) {
    for (const auto& column : table.columns) {
      types.push_back(duckdb_create_logical_type(id_of(column.kind)));
    }
  }
  Types(const Types&) = delete;
  Types& operator=(const Types&) = delete;
  ~Types() {
    for (auto& type : types) duckdb_destroy_logical_type(&type);
  }
  std::vector<duckdb_logical_type> types;
};

bool is_null(const Column& column, std::size_t row) {
  return column.is_null_at(row) ||
         (column.kind == ColumnKind::number && std::isnan(column.numbers[row]));
}

void fill(duckdb_vector to, const Column& column, std::size_t first, std::size_t rows) {
  void* values = duckdb_vector_get_data(to);
  if (column.kind == ColumnKind::number) {
    std::memcpy(values, column.numbers.data() + first, rows * sizeof(double));
  } else if (column.kind == ColumnKind::integer) {
    std::memcpy(values, column.integers.data() + first, rows * sizeof(std::int64_t));
  }
  duckdb_vector_ensure_validity_writable(to);
  auto* validity = duckdb_vector_get_validity(to);
  for (std::size_t row = 0; row < rows; ++row) {
    if (is_null(column, first + row)) {
      duckdb_validity_set_row_invalid(validity, row);
    } else if (column.kind == ColumnKind::text) {
      const auto& text = column.levels[column.codes[first + row]];
      duckdb_vector_assign_string_element_len(to, row, text.data(), text.size());
    }
  }
}

struct Appender {
  Appender() = default;
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;
  ~Appender() { duckdb_appender_destroy(&appender); }
  duckdb_appender appender = nullptr;
};

tl::unexpected<Error> refuse(const Appender& to) {
  const char* text = duckdb_appender_error(to.appender);
  return fail(ErrorCode::failed,
              first_line_of_error(text != nullptr ? text : "DuckDB says no reason", ""));
}

Result<void> append(const Database& database, const Table& table) {
  Appender to;
  if (duckdb_appender_create(database.connection().connection, nullptr, kName, &to.appender) !=
      DuckDBSuccess) {
    return refuse(to);
  }
  Types types(table);
  const std::size_t piece = duckdb_vector_size();
  for (std::size_t first = 0; first < table.rows; first += piece) {
    const Chunk chunk(duckdb_create_data_chunk(types.types.data(), types.types.size()));
    const std::size_t rows = std::min(piece, table.rows - first);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      fill(chunk.column(i), table.columns[i], first, rows);
    }
    duckdb_data_chunk_set_size(chunk.raw(), rows);
    if (duckdb_append_data_chunk(to.appender, chunk.raw()) != DuckDBSuccess) return refuse(to);
  }
  if (duckdb_appender_close(to.appender) != DuckDBSuccess) return refuse(to);
  return {};
}

}  // namespace

Result<void> write_table(const Database& database, const Table& table, const std::string& path,
                         FileFormat format) {
  std::vector<std::string> columns;
  for (const auto& column : table.columns) {
    columns.push_back(fmt::format("{} {}", sql_name(column.name), type_of(column.kind)));
  }
  const auto run = [&](const std::string& sql) -> Result<void> {
    const auto done = query(database, sql);
    if (done) return {};
    return fail(done.error().code, first_line_of_error(done.error().sentence, path));
  };
  auto done =
      run(fmt::format("CREATE OR REPLACE TEMP TABLE {} ({})", kName, fmt::join(columns, ", ")));
  if (done) done = append(database, table);
  if (done) {
    done = run(fmt::format("COPY (SELECT * FROM {}) TO {} ({})", kName, sql_text(path),
                           format == FileFormat::csv ? "FORMAT csv, HEADER true"
                                                     : "FORMAT parquet, COMPRESSION zstd"));
  }
  const auto dropped = run(fmt::format("DROP TABLE IF EXISTS {}", kName));
  return done ? dropped : done;
}

}  // namespace holdfast
