// Parents, children, execution reports and quotes out of files, and what their orders cost.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "account/order_accounts.h"
#include "account/quote_index.h"
#include "tca/mapped_table.h"
#include "tca/table_input.h"

namespace CLI {
class App;
}

namespace holdfast {

struct OrderFiles {
  std::string parents, children, reports, quotes, mapping;
  std::string quote_venue;       // empty: NBBO where there is one, else the only one
  double quote_age_seconds = 5;  // an older quote is none
};

/// Adds --parents, --children, --execs, --quotes, --mapping, --quote-venue and --quote-age.
void add_order_files(CLI::App& verb, OrderFiles& files);

struct FileSource {
  std::string table, file, format, sha256;
  std::uint64_t bytes = 0;
  std::size_t rows = 0;
};

/// Of a file that was opened.
Result<FileSource> source_of(const std::string& table, const InputFile& file, std::size_t rows);

/// The rows of the values are those of the tables. Kept at one place in memory: the index looks
/// into the quotes.
struct OrderTables {
  Table parents, children, reports, quotes;
  std::vector<FileSource> sources;
  std::vector<ParentOrder> parent_orders;
  std::vector<ChildOrder> child_orders;
  std::vector<ExecReport> exec_reports;
  std::vector<std::uint8_t> is_used_quote;
  std::unique_ptr<QuoteIndex> index;
  Executions executions;
  OrderAccounts accounts;
  std::size_t orphans = 0, side_mismatches = 0;  // children without a parent, of another side
};

/// malformed: a side, a quantity or an id that cannot be, with its row. usage: quotes of several
/// venues, none of them NBBO or the one that was asked for.
Result<std::unique_ptr<OrderTables>> read_order_tables(const Database& database,
                                                       const OrderFiles& files,
                                                       const std::vector<std::string>& null_words);

}  // namespace holdfast
