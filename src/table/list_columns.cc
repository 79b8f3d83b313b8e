#include <fmt/format.h>

#include "table/csv_header.h"
#include "table/duckdb_query.h"
#include "table/error_sentence.h"
#include "table/read_table.h"

namespace holdfast {
namespace {

constexpr std::size_t kLongestHeader = 1 << 20;

std::string text_at(duckdb_vector column, std::size_t row) {
  auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(column));
  return {duckdb_string_t_data(&texts[row]), duckdb_string_t_length(texts[row])};
}

}  // namespace

Result<std::vector<FileColumn>> list_columns(const Database& database, const InputFile& file) {
  std::vector<FileColumn> columns;
  if (file.format() == FileFormat::csv) {
    const auto text = file.read(0, kLongestHeader);
    if (!text) return tl::unexpected(text.error());
    const auto names = read_csv_header(*text, text->size() < kLongestHeader);
    if (!names) {
      return fail(names.error().code, fmt::format("{}: {}", file.name(), names.error().sentence));
    }
    for (const auto& name : *names) columns.push_back({name, ""});
    return columns;
  }
  auto result =
      query(database, fmt::format("DESCRIBE FROM read_parquet({})", sql_text(file.path())));
  if (!result) {
    return fail(ErrorCode::malformed,
                fmt::format("{}: {}; is the file cut off?", file.name(),
                            first_line_of_error(result.error().sentence, file.path())));
  }
  for (;;) {
    const Chunk chunk(duckdb_fetch_chunk(result->raw()));
    if (!chunk) return columns;
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      columns.push_back({text_at(chunk.column(0), row), text_at(chunk.column(1), row)});
    }
  }
}

}  // namespace holdfast
