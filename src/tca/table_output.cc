#include "tca/table_output.h"

#include <fmt/format.h>

#include "tca/output_folder.h"

namespace holdfast {

Result<void> write_tables(const Database& database, const std::string& folder,
                          const std::vector<NamedTable>& tables, FileFormat format) {
  auto output = OutputFolder::open(folder);
  if (!output) return tl::unexpected(output.error());
  for (const auto& [name, table] : tables) {
    const auto file_name = name + (format == FileFormat::csv ? ".csv" : ".parquet");
    const auto file = output->begin(file_name);
    if (!file) return tl::unexpected(file.error());
    if (auto wrote = write_table(database, table, output->hidden_path(*file), format); !wrote) {
      return fail(wrote.error().code, fmt::format("{}/{}: could not be written: {}", folder,
                                                  file_name, wrote.error().sentence));
    }
  }
  return output->publish();
}

}  // namespace holdfast
