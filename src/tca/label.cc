#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "base/printable.h"
#include "tca/analysis_making.h"
#include "tca/label_command.h"
#include "tca/output.h"
#include "tca/sample_json.h"
#include "tca/source_json.h"
#include "tca/stage_line.h"
#include "tca/table_output.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

struct Labelled {
  HostRegimesRead regimes;
  std::unique_ptr<OrderTables> orders;  // nullptr without any
  AnalysisMade made;
  std::map<std::string, std::size_t> window_regimes, window_statuses;
  std::size_t windows = 0;
};

Result<std::map<std::string, double, std::less<>>> read_volumes(const Database& database,
                                                                const LabelCommand& command) {
  std::map<std::string, double, std::less<>> volumes;
  if (command.volumes.empty()) return volumes;
  const auto file = InputFile::open(command.volumes);
  if (!file) return tl::unexpected(file.error());
  const auto table =
      read_table(database, *file, {{"symbol", ColumnKind::text}, {"adv_usd", ColumnKind::number}},
                 command.input.null_words);
  if (!table) return tl::unexpected(table.error());
  for (std::size_t row = 0; row < table->rows; ++row) {
    const auto& symbol = table->columns[0];
    volumes[symbol.levels[symbol.codes[row]]] = table->columns[1].numbers[row];
  }
  return volumes;
}

void count_windows(Labelled& labelled) {
  for (const auto& [host, regimes] : labelled.regimes.hosts) {
    for (const auto& window : regimes.windows()) {
      ++labelled.windows;
      ++labelled.window_regimes[std::string(name_of(window.regime))];
      for (const auto status : statuses_of(window)) {
        ++labelled.window_statuses[std::string(status)];
      }
    }
  }
}

Result<Labelled> label_all(const Database& database, const LabelCommand& command,
                           StageLine& stage) {
  stage.begin("reading telemetry and labelling its windows");
  auto files = command.telemetry;
  files.mapping = command.files.mapping;
  auto regimes = read_host_regimes(database, files, command.settings, command.input.null_words);
  if (!regimes) return tl::unexpected(regimes.error());
  Labelled labelled;
  labelled.regimes = std::move(*regimes);
  count_windows(labelled);
  if (command.files.parents.empty()) return labelled;
  stage.begin("reading orders");
  auto volumes = read_volumes(database, command);
  if (!volumes) return tl::unexpected(volumes.error());
  auto venues = read_lit_venues(database, command.venues, command.input.null_words);
  if (!venues) return tl::unexpected(venues.error());
  const MarketFacts facts{std::move(*volumes), std::move(*venues)};
  auto orders = read_order_tables(database, command.files, command.input.null_words);
  if (!orders) return tl::unexpected(orders.error());
  labelled.orders = std::move(*orders);
  stage.begin("joining orders with their regimes");
  labelled.made = make_analysis(*labelled.orders, labelled.regimes, facts);
  return labelled;
}

std::string rows_file(const LabelCommand& command) {
  return fmt::format("{}/analysis_rows.{}", command.output.empty() ? "FOLDER" : command.output,
                     command.format);
}

std::string label_text(const LabelCommand& command, const Labelled& labelled) {
  std::string text =
      fmt::format("{} hosts, {} windows\n", labelled.regimes.hosts.size(), labelled.windows);
  for (const auto& [name, count] : labelled.window_regimes) {
    text += fmt::format("  {:<18}{:>10}\n", name, count);
  }
  for (const auto& [name, count] : labelled.window_statuses) {
    text += fmt::format("  {:<18}{:>10} of these windows\n", name, count);
  }
  if (labelled.orders == nullptr) return text;
  const auto& made = labelled.made;
  text += fmt::format("{} orders, {} drifted and {} aligned\n", made.table.rows, made.drifted,
                      made.aligned);
  for (const auto& [name, count] : made.reasons) {
    if (name != "OK") text += fmt::format("  {:<18}{:>10} without a regime\n", name, count);
  }
  if (made.open != 0) text += fmt::format("{} children are not over, and left out\n", made.open);
  if (made.orphans != 0) {
    text += fmt::format("{} children are of no parent that is here, and left out\n", made.orphans);
  }
  if (!made.not_there.empty()) {
    text += fmt::format("nothing here tells {}\n", fmt::join(made.not_there, ", "));
  }
  return text + cdt_line(made, rows_file(command)) + "\n";
}

std::string label_json(const LabelCommand& command, const Labelled& labelled) {
  auto sources = labelled.regimes.sources;
  if (labelled.orders != nullptr) {
    for (const auto& source : labelled.orders->sources) sources.push_back(source);
  }
  const auto& settings = command.settings;
  Json orders;
  if (labelled.orders != nullptr) {
    const auto& made = labelled.made;
    orders = {{"rows", made.table.rows},
              {"drifted", made.drifted},
              {"aligned", made.aligned},
              {"reasons", made.reasons},
              {"open", made.open},
              {"orphans", made.orphans},
              {"covariates", made.covariates},
              {"not_there", made.not_there},
              {"cdt", cdt_line(made, rows_file(command))}};
  }
  return json_text({{"schema_version", 1},
                    {"program", "holdfast-tca " HOLDFAST_VERSION},
                    {"duckdb", Database::version()},
                    {"inputs", sources_json(sources)},
                    {"config",
                     {{"vam_up", settings.label.drifted.enter},
                      {"vam_down", settings.label.drifted.leave},
                      {"windows_up", settings.label.drifted.enter_windows},
                      {"windows_down", settings.label.drifted.leave_windows},
                      {"dwell_windows", settings.label.dwell_windows},
                      {"washout_seconds", settings.washout_seconds},
                      {"rule", settings.windows.is_intersecting ? "intersect" : "subset"},
                      {"min_interrupts", settings.windows.least_interrupts}}},
                    {"hosts", labelled.regimes.hosts.size()},
                    {"windows", labelled.windows},
                    {"window_regimes", labelled.window_regimes},
                    {"window_statuses", labelled.window_statuses},
                    {"orders", orders}});
}

Result<void> write_labelled(const Database& database, const LabelCommand& command,
                            const Labelled& labelled) {
  if (command.output.empty()) return {};
  std::vector<NamedTable> written;
  written.push_back({"host_windows", windows_table(labelled.regimes.hosts)});
  if (labelled.orders != nullptr) written.push_back({"analysis_rows", labelled.made.table});
  const auto format = command.format == "csv" ? FileFormat::csv : FileFormat::parquet;
  return write_tables(database, command.output, written, format);
}

Result<Labelled> label_and_write(const LabelCommand& command) {
  const auto database = Database::open(command.input.database);
  if (!database) return tl::unexpected(database.error());
  StageLine stage;
  auto labelled = label_all(*database, command, stage);
  if (!labelled) return labelled;
  if (!command.output.empty()) stage.begin("writing " + printable(command.output));
  if (const auto wrote = write_labelled(*database, command, *labelled); !wrote) {
    return tl::unexpected(wrote.error());
  }
  return labelled;
}

}  // namespace

int run_label(const LabelCommand& command) {
  const auto labelled = label_and_write(command);
  if (!labelled) return report_tca(labelled.error());
  return write_outputs([&] { return label_text(command, *labelled); },
                       {{command.json, [&] { return label_json(command, *labelled); }}});
}

}  // namespace holdfast
