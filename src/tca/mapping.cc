#include "tca/mapping.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/yaml_tree.h"
#include "tca/table_spec.h"

namespace holdfast {
namespace {

const ColumnSpec* find_column(const TableSpec& spec, std::string_view name) {
  const auto found = std::ranges::find(spec.columns, name, &ColumnSpec::name);
  return found == spec.columns.end() ? nullptr : &*found;
}

std::int64_t nanoseconds_of(std::string_view unit) {
  return unit == "s"    ? 1'000'000'000
         : unit == "ms" ? 1'000'000
         : unit == "us" ? 1'000
         : unit == "ns" ? 1
                        : 0;
}

void read_entry(const TableSpec& spec, std::string_view part, const YamlNode& key,
                const YamlNode& value, TableMapping& mapping, Complaints& complaints) {
  const auto* column = find_column(spec, key.text);
  if (column == nullptr) {
    complaints.error(key.place, fmt::format("table {} has no column '{}'", spec.name, key.text));
  } else if (value.kind != YamlNode::Kind::scalar) {
    complaints.error(key.place,
                     fmt::format("'{}' is {}, and not a text", key.text, kind_of(value)));
  } else if (part == "columns") {
    mapping.columns[key.text] = value.text;
  } else if (column->rule != ColumnRule::time) {
    complaints.error(key.place, fmt::format("'{}' is no time; only times have a unit", key.text));
  } else if (nanoseconds_of(value.text) == 0) {
    complaints.error(value.place, fmt::format("'{}' is no unit: s, ms, us or ns", value.text));
  } else {
    mapping.units[key.text] = nanoseconds_of(value.text);
  }
}

TableMapping read_table_mapping(const TableSpec& spec, const YamlNode& node,
                                Complaints& complaints) {
  TableMapping mapping;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const auto& part = node.keys[i];
    if (part.text != "columns" && part.text != "units") {
      complaints.error(part.place,
                       fmt::format("'{}' is not known here: columns or units", part.text));
      continue;
    }
    const auto& entries = node.items[i];
    for (std::size_t j = 0; j < entries.keys.size(); ++j) {
      read_entry(spec, part.text, entries.keys[j], entries.items[j], mapping, complaints);
    }
  }
  return mapping;
}

}  // namespace

Result<std::map<std::string, TableMapping, std::less<>>> read_mapping(std::string_view file,
                                                                      std::string_view text) {
  Complaints complaints;
  const auto tree = read_yaml(file, text, complaints);
  std::map<std::string, TableMapping, std::less<>> mappings;
  for (std::size_t i = 0; i < tree.keys.size(); ++i) {
    const auto* spec = find_table_spec(tree.keys[i].text);
    if (spec == nullptr) {
      complaints.error(tree.keys[i].place,
                       fmt::format("there is no table '{}'", tree.keys[i].text));
      continue;
    }
    mappings[tree.keys[i].text] = read_table_mapping(*spec, tree.items[i], complaints);
  }
  if (complaints.has_errors()) return fail(ErrorCode::usage, complaints.errors_text());
  return mappings;
}

}  // namespace holdfast
