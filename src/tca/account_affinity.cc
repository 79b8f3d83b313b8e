#include "tca/account_affinity.h"

#include <fmt/format.h>

#include "stats/sums.h"
#include "tca/account_totals.h"
#include "tca/analysis_rows.h"
#include "tca/given_figures.h"
#include "tca/order_values.h"

namespace holdfast {
namespace {

// The regime of each level of child_id.
Result<std::vector<ChildRegime>> regimes_by_code(const Table& table, const std::string& file) {
  const auto refuse = [&](std::size_t row, std::string_view what) {
    return fail(ErrorCode::malformed,
                fmt::format("{}: row {}: column \"child_id\" has {}", file, row + 1, what));
  };
  const auto &ids = *table.find("child_id"), &treatment = *table.find("D");
  std::vector<ChildRegime> regimes(ids.levels.size(), ChildRegime::unknown);
  std::vector<std::uint8_t> is_seen(ids.levels.size(), 0);
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (ids.is_null_at(row)) return refuse(row, "nothing");
    const auto code = ids.codes[row];
    if (is_seen[code] != 0) {
      return refuse(row, fmt::format("\"{}\", which an earlier row has too", ids.levels[code]));
    }
    is_seen[code] = 1;
    if (treatment.is_null_at(row)) continue;
    regimes[code] = treatment.numbers[row] == 1 ? ChildRegime::drifted : ChildRegime::aligned;
  }
  return regimes;
}

// By the row of the children; of those that have no row in `labels` nobody knows.
Result<std::vector<ChildRegime>> read_regimes(const Database& database, const std::string& path,
                                              const OrderTables& tables,
                                              const std::vector<std::string>& null_words,
                                              std::vector<FileSource>& sources) {
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto table = read_table(
      database, *file, {{"child_id", ColumnKind::text}, {"D", ColumnKind::number}}, null_words);
  if (!table) return tl::unexpected(table.error());
  if (const auto sound = check_treatment(*table, "D"); !sound) {
    return fail(sound.error().code, file->name() + ": " + sound.error().sentence);
  }
  const auto by_code = regimes_by_code(*table, file->name());
  if (!by_code) return tl::unexpected(by_code.error());
  auto source = source_of("labels", *file, table->rows);
  if (!source) return tl::unexpected(source.error());
  sources.push_back(std::move(*source));
  const auto& children = *tables.children.find("child_id");
  const auto codes = codes_in(children.levels, table->find("child_id")->levels);
  std::vector<ChildRegime> regimes(tables.children.rows, ChildRegime::unknown);
  for (std::size_t row = 0; row < regimes.size(); ++row) {
    const auto code = codes[children.codes[row]];
    if (code != kNoRow) regimes[row] = (*by_code)[code];
  }
  return regimes;
}

}  // namespace

Result<AccountAffinity> read_account_affinity(const Database& database, const AffinityFiles& files,
                                              const OrderTables& tables,
                                              const std::vector<std::string>& null_words) {
  AccountAffinity out;
  const auto regimes = read_regimes(database, files.labels, tables, null_words, out.sources);
  if (!regimes) return tl::unexpected(regimes.error());
  const auto given = read_given_effects(files.decomposition);
  if (!given) return tl::unexpected(given.error());
  const auto& source = given->source;
  out.sources.push_back(
      {"decomposition", source.file, source.format, source.sha256, source.bytes, 0});
  out.status = given->status;
  out.effects = {given->impact, given->timing, given->routing, given->error};
  out.is_of_these_rows = given->rows_sha256 == out.sources.front().sha256;
  for (const auto regime : *regimes) {
    ++(regime == ChildRegime::drifted   ? out.drifted
       : regime == ChildRegime::aligned ? out.aligned
                                        : out.unknown);
  }
  out.parents = net_affinity(tables.accounts, tables.child_orders, *regimes, out.effects);
  return out;
}

AffinityTotals affinity_totals(const OrderAccounts& accounts, const AccountAffinity& affinity) {
  NeumaierSum drifted, unknown;
  AffinityTotals out;
  for (std::size_t row = 0; row < accounts.parents.size(); ++row) {
    if (accounts.parents[row].status != ParentStatus::ok) continue;
    const double base = accounts.parents[row].base.value();
    drifted.add(affinity.parents[row].drifted_share * base);
    unknown.add(affinity.parents[row].unknown_share * base);
    out.parents_with_drift += affinity.parents[row].drifted_share > 0 ? 1U : 0U;
  }
  const auto totals = totals_of(accounts);
  const double base = totals.base.value();
  if (!(base > 0)) return out;
  out.drifted_share = drifted.value() / base;
  out.unknown_share = unknown.value() / base;
  out.cost = net_cost(totals.cost, totals.base, out.drifted_share, affinity.effects);
  return out;
}

}  // namespace holdfast
