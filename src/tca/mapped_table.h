// A table of the specification out of a file, with a desk's own names and units.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "table/read_table.h"
#include "tca/mapping.h"
#include "tca/table_spec.h"

namespace holdfast {

using Mappings = std::map<std::string, TableMapping, std::less<>>;  // by table

/// Of the file at `path`; none without a path.
Result<Mappings> mappings_of(const std::string& path);

/// Those columns of the spec that the file has, under our names. usage: it has none of them, or
/// lacks one that the mapping names.
Result<Table> load_mapped_table(const Database& database, const TableSpec& spec,
                                const InputFile& file, const Mappings& mappings,
                                const std::vector<std::string>& null_words);

/// usage: the table lacks a column that the spec requires.
Result<void> expect_required(const TableSpec& spec, const Table& table, const InputFile& file);

}  // namespace holdfast
