// DuckDB in this process: nothing is kept, no extension is fetched, rows stay in their order.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace holdfast {

struct DatabaseOptions {
  unsigned threads = 0;  // 0: one per CPU of this process
  std::string memory;    // as "4GB"; empty: DuckDB's own, four fifths of what there is
};

class Database {
 public:
  /// usage: a memory that DuckDB cannot read.
  static Result<Database> open(const DatabaseOptions& options);
  Database(Database&&) noexcept;
  ~Database();

  /// The library's version, as "v1.5.6".
  static std::string version();

  struct Connection;
  Connection& connection() const { return *connection_; }

 private:
  explicit Database(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace holdfast
