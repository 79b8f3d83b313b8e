#include "tca/sourced_table.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace holdfast {

Result<SourcedTable> read_sourced(const Database& database, const std::string& path,
                                  const std::vector<ColumnOffered>& columns, bool rest,
                                  const std::vector<std::string>& null_words) {
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto there = list_columns(database, *file);
  if (!there) return tl::unexpected(there.error());
  std::vector<ColumnWanted> wanted;
  for (const auto& one : columns) {
    if (one.is_required ||
        std::ranges::find(*there, one.column.name, &FileColumn::name) != there->end()) {
      wanted.push_back(one.column);
    }
  }
  for (const auto& column : *there) {
    const auto is_it = [&](const ColumnOffered& one) { return one.column.name == column.name; };
    if (rest && std::ranges::none_of(columns, is_it)) {
      wanted.push_back({column.name, ColumnKind::number});
    }
  }
  auto table = read_table(database, *file, wanted, null_words);
  if (!table) return tl::unexpected(table.error());
  const auto sha256 = file->sha256();
  if (!sha256) return tl::unexpected(sha256.error());
  const char* format = file->format() == FileFormat::csv ? "csv" : "parquet";
  return SourcedTable{{file->name(), format, *sha256, file->bytes()}, std::move(*table)};
}

nlohmann::ordered_json source_json(const AnalysisSource& source) {
  return {{"file", source.file},
          {"format", source.format},
          {"bytes", source.bytes},
          {"sha256", source.sha256}};
}

}  // namespace holdfast
