#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "base/printable.h"
#include "tca/mapped_table.h"
#include "tca/output.h"
#include "tca/validate_command.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

struct Loaded {
  std::map<std::string, Table, std::less<>> tables;
  std::vector<TableReport> reports;
};

Result<void> load_one(const Database& database, const ValidateCommand& command,
                      const Mappings& mappings, const std::string& word, Loaded& to) {
  const auto equal = word.find('=');
  const auto name = word.substr(0, equal);
  const auto* spec = find_table_spec(name);
  if (equal == word.npos || spec == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& one : table_specs()) names.push_back(one.name);
    return fail(ErrorCode::usage,
                fmt::format("validate: \"{}\" is not TABLE=FILE; the tables are {}", word,
                            fmt::join(names, ", ")));
  }
  const auto file = InputFile::open(word.substr(equal + 1));
  if (!file) return tl::unexpected(file.error());
  auto table = load_mapped_table(database, *spec, *file, mappings, command.input.null_words);
  if (!table) return tl::unexpected(table.error());
  to.reports.push_back(check_table(*spec, *table));
  to.reports.back().file = file->name();
  to.tables[name] = std::move(*table);
  return {};
}

// What holds between tables, told of the one that refers.
void check_between(Loaded& loaded) {
  const auto add = [&](const char* name, std::optional<TableViolation> violation) {
    if (!violation) return;
    const auto report = std::ranges::find(loaded.reports, name, &TableReport::table);
    report->violations.push_back(std::move(*violation));
  };
  const auto& tables = loaded.tables;
  const auto parents = tables.find("parent_orders"), children = tables.find("child_orders");
  const auto reports = tables.find("exec_reports");
  if (children == tables.end()) return;
  if (parents != tables.end()) {
    add("child_orders", check_reference(children->second, parents->second, "parent_id"));
  }
  if (reports == tables.end()) return;
  add("exec_reports", check_reference(reports->second, children->second, "child_id"));
  add("exec_reports", check_quantities(children->second, reports->second));
}

Result<Loaded> load_all(const ValidateCommand& command) {
  const auto mappings = mappings_of(command.mapping);
  if (!mappings) return tl::unexpected(mappings.error());
  const auto database = Database::open(command.input.database);
  if (!database) return tl::unexpected(database.error());
  Loaded loaded;
  for (const auto& word : command.tables) {
    const auto done = load_one(*database, command, *mappings, word, loaded);
    if (!done) return tl::unexpected(done.error());
  }
  check_between(loaded);
  return loaded;
}

}  // namespace

std::string validate_text(const std::vector<TableReport>& reports) {
  std::string text;
  for (const auto& report : reports) {
    text += fmt::format("{}: {}, {} rows\n", report.table, printable(report.file), report.rows);
    for (const auto& column : report.columns) {
      if (!column.is_there) continue;
      text += fmt::format("  {:<22}{:>9} nulls  {} .. {}", column.column, column.nulls,
                          printable(column.least), printable(column.most));
      if (column.distinct != 0) text += fmt::format("  {} values", column.distinct);
      if (column.decreases != 0) text += fmt::format("  {} decreases", column.decreases);
      text += "\n";
    }
    if (report.unusable_quotes) {
      text += fmt::format("  {} quotes one-sided, locked or crossed\n", *report.unusable_quotes);
    }
    for (const auto& one : report.violations) {
      text += fmt::format("  {}: {}: {} rows{}\n", one.id, one.sentence, one.rows,
                          one.first_row ? fmt::format(", first row {}", *one.first_row) : "");
    }
  }
  return text;
}

int run_validate(const ValidateCommand& command) {
  const auto loaded = load_all(command);
  if (!loaded) return report_tca(loaded.error());
  const int status =
      write_outputs([&] { return validate_text(loaded->reports); },
                    {{command.json, [&] { return validate_json(loaded->reports); }}});
  const bool is_sound = std::ranges::all_of(
      loaded->reports, [](const auto& report) { return report.violations.empty(); });
  return status != kVerbDone || is_sound ? status : kTcaViolations;
}

}  // namespace holdfast
