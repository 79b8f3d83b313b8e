#include "tca/cohort_tables.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "tca/mapped_table.h"
#include "tca/order_tables.h"

namespace holdfast {
namespace {

using Names = std::vector<std::string_view>;

bool has(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Of the table what is needed here, and what is used where it is there. `account` needs other
// columns: it takes orders without a vector.
TableSpec part_of(std::string_view table, const Names& needed, const Names& used) {
  TableSpec part{table, {}, {}, {}};
  for (auto column : find_table_spec(table)->columns) {
    column.is_required = has(needed, column.name);
    if (column.is_required || has(used, column.name)) part.columns.push_back(column);
  }
  return part;
}

Result<SourcedTable> read_part(const Database& database, const std::string& path,
                               const TableSpec& spec, const Mappings& mappings,
                               const std::vector<std::string>& null_words) {
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  auto table = load_mapped_table(database, spec, *file, mappings, null_words);
  if (!table) return tl::unexpected(table.error());
  if (const auto complete = expect_required(spec, *table, *file); !complete) {
    return tl::unexpected(complete.error());
  }
  auto source = source_of(std::string(spec.name), *file, table->rows);
  if (!source) return tl::unexpected(source.error());
  return SourcedTable{{source->file, source->format, source->sha256, source->bytes},
                      std::move(*table)};
}

}  // namespace

Result<CohortTables> read_cohort_tables(const CohortsCommand& command) {
  const auto mappings = mappings_of(command.mapping);
  if (!mappings) return tl::unexpected(mappings.error());
  const auto database = Database::open(command.input.database);
  if (!database) return tl::unexpected(database.error());
  const auto& nulls = command.input.null_words;
  auto children = read_part(
      *database, command.children,
      part_of("child_orders", {"child_id", "host", "irq_vector", "ts_decision_ns", "ts_send_ns"},
              {"ord_type", "tif"}),
      *mappings, nulls);
  if (!children) return tl::unexpected(children.error());
  auto executions =
      read_part(*database, command.executions,
                part_of("exec_reports", {"child_id", "exec_type", "ts_recv_ns"}, {"ts_user_ns"}),
                *mappings, nulls);
  if (!executions) return tl::unexpected(executions.error());
  auto affinity = read_part(
      *database, command.affinity,
      part_of("host_affinity", {"host", "ts_ns", "irq", "effective_list", "target_list"}, {}),
      *mappings, nulls);
  if (!affinity) return tl::unexpected(affinity.error());
  return CohortTables{std::move(*children), std::move(*executions), std::move(*affinity)};
}

}  // namespace holdfast
