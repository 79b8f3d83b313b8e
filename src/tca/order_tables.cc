#include "tca/order_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tca/order_values.h"

namespace holdfast {
namespace {

Result<void> load(const Database& database, const char* name, const std::string& path,
                  const Mappings& mappings, const std::vector<std::string>& null_words, Table& to,
                  std::vector<FileSource>& sources) {
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto& spec = *find_table_spec(name);
  auto table = load_mapped_table(database, spec, *file, mappings, null_words);
  if (!table) return tl::unexpected(table.error());
  if (auto complete = expect_required(spec, *table, *file); !complete) return complete;
  auto source = source_of(name, *file, table->rows);
  if (!source) return tl::unexpected(source.error());
  sources.push_back(std::move(*source));
  to = std::move(*table);
  return {};
}

// The venue whose quotes are taken, as a code; `all` where there is none to choose.
Result<std::uint32_t> venue_of(const Column& venues, const std::string& wanted,
                               const std::string& file) {
  const auto& levels = venues.levels;
  const std::string name = !wanted.empty() ? wanted : levels.size() == 1 ? levels[0] : "NBBO";
  const auto found = std::ranges::lower_bound(levels, name);
  if (levels.empty()) return 0U;
  if (found != levels.end() && *found == name) {
    return static_cast<std::uint32_t>(found - levels.begin());
  }
  return fail(ErrorCode::usage,
              fmt::format("{}: has no quotes of {}; its venues are {}: say one with --quote-venue",
                          file, name, fmt::join(levels, ", ")));
}

Result<void> make_index(OrderTables& to, const OrderFiles& files) {
  const auto& quotes = to.quotes;
  const auto& venue = *quotes.find("venue");
  const auto code = venue_of(venue, files.quote_venue, files.quotes);
  if (!code) return tl::unexpected(code.error());
  const auto& symbol = *quotes.find("symbol");
  if (venue.levels.size() > 1 || !venue.is_null.empty() || !symbol.is_null.empty()) {
    for (std::size_t row = 0; row < quotes.rows; ++row) {
      const bool is_used =
          !venue.is_null_at(row) && venue.codes[row] == *code && !symbol.is_null_at(row);
      to.is_used_quote.push_back(is_used ? 1 : 0);
    }
  }
  const QuoteColumns columns{
      symbol.codes,
      static_cast<std::uint32_t>(std::max<std::size_t>(symbol.levels.size(), 1)),
      quotes.find("ts_exch_ns")->integers,
      quotes.find("seq")->integers,
      quotes.find("bid_px")->numbers,
      quotes.find("bid_sz")->numbers,
      quotes.find("ask_px")->numbers,
      quotes.find("ask_sz")->numbers,
      to.is_used_quote};
  to.index = std::make_unique<QuoteIndex>(columns,
                                          static_cast<std::int64_t>(files.quote_age_seconds * 1e9));
  return {};
}

}  // namespace

void add_order_files(CLI::App& verb, OrderFiles& files) {
  const auto file = [&](const char* name, std::string& value, const char* sentence) {
    return verb.add_option(name, value, sentence)->type_name("FILE");
  };
  file("--parents", files.parents, "parent orders, CSV or Parquet")->required();
  file("--children", files.children, "child orders")->required();
  file("--execs", files.reports, "execution reports")->required();
  file("--quotes", files.quotes, "best bids and offers")->required();
  file("--mapping", files.mapping, "YAML: what the columns are called, and their units");
  verb.add_option("--quote-venue", files.quote_venue,
                  "whose quotes to take (default NBBO, or the only venue that there is)")
      ->type_name("VENUE");
  verb.add_option("--quote-age", files.quote_age_seconds,
                  "an older quote is none (default 5 seconds)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 1e6));
}

Result<FileSource> source_of(const std::string& table, const InputFile& file, std::size_t rows) {
  const auto sha256 = file.sha256();
  if (!sha256) return tl::unexpected(sha256.error());
  return FileSource{table,   file.name(),  file.format() == FileFormat::csv ? "csv" : "parquet",
                    *sha256, file.bytes(), rows};
}

Result<std::unique_ptr<OrderTables>> read_order_tables(const Database& database,
                                                       const OrderFiles& files,
                                                       const std::vector<std::string>& null_words) {
  const auto mappings = mappings_of(files.mapping);
  if (!mappings) return tl::unexpected(mappings.error());
  auto out = std::make_unique<OrderTables>();
  struct Wanted {
    const char* name;
    const std::string& path;
    Table& to;
  };
  for (const auto& [name, path, to] : {Wanted{"parent_orders", files.parents, out->parents},
                                       Wanted{"child_orders", files.children, out->children},
                                       Wanted{"exec_reports", files.reports, out->reports},
                                       Wanted{"quotes", files.quotes, out->quotes}}) {
    auto done = load(database, name, path, *mappings, null_words, to, out->sources);
    if (!done) return tl::unexpected(done.error());
  }
  if (auto done = make_index(*out, files); !done) return tl::unexpected(done.error());
  if (auto done = set_order_values(*out, files); !done) return tl::unexpected(done.error());
  return out;
}

}  // namespace holdfast
