#include <nlohmann/json.hpp>

#include "tca/sample_json.h"
#include "tca/validate_command.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json column_of(const ColumnCoverage& column) {
  Json out = {
      {"column", column.column}, {"there", column.is_there}, {"required", column.is_required}};
  if (!column.is_there) return out;
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  out["nulls"] = column.nulls;
  out["least"] = or_null(column.least);
  out["most"] = or_null(column.most);
  out["decreases"] = column.decreases;
  out["distinct"] = column.distinct;
  return out;
}

Json violation_of(const TableViolation& one) {
  return {{"id", one.id},
          {"sentence", one.sentence},
          {"rows", one.rows},
          {"first_row", one.first_row ? Json(*one.first_row) : Json()}};
}

}  // namespace

std::string validate_json(const std::vector<TableReport>& reports) {
  Json tables = Json::array();
  for (const auto& report : reports) {
    Json columns = Json::array(), violations = Json::array();
    for (const auto& column : report.columns) columns.push_back(column_of(column));
    for (const auto& one : report.violations) violations.push_back(violation_of(one));
    tables.push_back(
        {{"table", report.table},
         {"file", report.file},
         {"rows", report.rows},
         {"columns", columns},
         {"unusable_quotes", report.unusable_quotes ? Json(*report.unusable_quotes) : Json()},
         {"violations", violations}});
  }
  return json_text({{"schema_version", 1}, {"tables", tables}});
}

}  // namespace holdfast
