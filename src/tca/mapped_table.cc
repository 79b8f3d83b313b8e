#include "tca/mapped_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace holdfast {
namespace {

// Nanoseconds of another unit. A value too large for that is left, and is told of as a time.
void convert(Column& column, std::int64_t unit) {
  for (auto& value : column.integers) {
    std::int64_t product = 0;
    if (!__builtin_mul_overflow(value, unit, &product)) value = product;
  }
}

}  // namespace

Result<Mappings> mappings_of(const std::string& path) {
  if (path.empty()) return Mappings{};
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto text = file->read(0, file->bytes());
  if (!text) return tl::unexpected(text.error());
  return read_mapping(path, *text);
}

Result<Table> load_mapped_table(const Database& database, const TableSpec& spec,
                                const InputFile& file, const Mappings& mappings,
                                const std::vector<std::string>& null_words) {
  const auto given = mappings.find(spec.name);
  const auto mapping = given == mappings.end() ? TableMapping{} : given->second;
  const auto there = list_columns(database, file);
  if (!there) return tl::unexpected(there.error());
  std::vector<ColumnWanted> wanted;
  std::vector<std::string> names;
  for (const auto& column : spec.columns) {
    const auto theirs = mapping.columns.find(column.name);
    const std::string name(theirs != mapping.columns.end() ? theirs->second : column.name);
    const bool is_there = std::ranges::find(*there, name, &FileColumn::name) != there->end();
    // What the mapping names has to be there; the reader says that it is not.
    if (!is_there && theirs == mapping.columns.end()) continue;
    wanted.push_back({name, column.kind});
    names.emplace_back(column.name);
  }
  if (wanted.empty()) {
    return fail(ErrorCode::usage,
                fmt::format("{}: has no column of the table {}", file.name(), spec.name));
  }
  auto table = read_table(database, file, wanted, null_words);
  if (!table) return tl::unexpected(table.error());
  for (std::size_t i = 0; i < names.size(); ++i) {
    table->columns[i].name = names[i];
    const auto unit = mapping.units.find(names[i]);
    if (unit != mapping.units.end()) convert(table->columns[i], unit->second);
  }
  return table;
}

Result<void> expect_required(const TableSpec& spec, const Table& table, const InputFile& file) {
  std::vector<std::string_view> missing;
  for (const auto& column : spec.columns) {
    if (column.is_required && table.find(column.name) == nullptr) missing.push_back(column.name);
  }
  if (missing.empty()) return {};
  return fail(ErrorCode::usage,
              fmt::format("{}: has no column{} \"{}\", which the table {} needs; --mapping tells "
                          "what a column is called here",
                          file.name(), missing.size() == 1 ? "" : "s", fmt::join(missing, "\", \""),
                          spec.name));
}

}  // namespace holdfast
