#include "tca/lit_shares.h"

#include <fmt/format.h>

#include "account/lit_share.h"

namespace holdfast {
namespace {

std::vector<VenueKind> kinds_of(const std::vector<std::string>& levels, const LitVenues& venues) {
  std::vector<VenueKind> kinds;
  for (const auto& level : levels) {
    const auto found = venues.find(level);
    kinds.push_back(found == venues.end() ? VenueKind::unknown
                    : found->second       ? VenueKind::lit
                                          : VenueKind::dark);
  }
  return kinds;
}

}  // namespace

Result<LitVenues> read_lit_venues(const Database& database, const std::string& path,
                                  const std::vector<std::string>& null_words) {
  LitVenues venues;
  if (path.empty()) return venues;
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto table = read_table(
      database, *file, {{"venue", ColumnKind::text}, {"lit", ColumnKind::number}}, null_words);
  if (!table) return tl::unexpected(table.error());
  const auto &names = *table->find("venue"), &lit = *table->find("lit");
  for (std::size_t row = 0; row < table->rows; ++row) {
    const auto refuse = [&](std::string_view column, std::string_view what) {
      return fail(ErrorCode::malformed,
                  fmt::format("{}: row {}: column \"{}\" {}", file->name(), row + 1, column, what));
    };
    if (names.is_null_at(row)) return refuse("venue", "has nothing");
    if (lit.is_null_at(row) || (lit.numbers[row] != 0 && lit.numbers[row] != 1)) {
      return refuse("lit", "is neither 1 (lit) nor 0 (dark)");
    }
    const auto& name = names.levels[names.codes[row]];
    if (!venues.try_emplace(name, lit.numbers[row] == 1).second) {
      return refuse("venue", fmt::format("has \"{}\", which an earlier row has too", name));
    }
  }
  return venues;
}

std::vector<std::optional<double>> lit_shares(const OrderTables& tables, const LitVenues& venues) {
  if (venues.empty()) return std::vector<std::optional<double>>(tables.children.rows);
  const auto &symbols = *tables.children.find("symbol"), &places = *tables.children.find("venue");
  const auto kinds = kinds_of(places.levels, venues);
  std::vector<SentOrder> orders;
  for (std::size_t row = 0; row < tables.children.rows; ++row) {
    const auto& child = tables.child_orders[row];
    SentOrder order{.symbol = 0, .decision_ns = child.decision_ns, .quantity = child.quantity};
    if (!places.is_null_at(row)) order.venue = kinds[places.codes[row]];
    if (symbols.is_null_at(row)) {
      order.decision_ns = 0;  // of no symbol, as of no time, is no share
    } else {
      order.symbol = symbols.codes[row];
    }
    orders.push_back(order);
  }
  return lit_shares_before(orders);
}

}  // namespace holdfast
