#include "table/duckdb_query.h"

#include <fmt/format.h>

#include "base/check.h"

namespace holdfast {
namespace {

std::string quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

struct Configuration {
  Configuration() { duckdb_create_config(&config); }
  Configuration(const Configuration&) = delete;
  Configuration& operator=(const Configuration&) = delete;
  ~Configuration() { duckdb_destroy_config(&config); }
  // Is it a value that DuckDB takes?
  bool set(const char* name, const std::string& value) {
    return duckdb_set_config(config, name, value.c_str()) == DuckDBSuccess;
  }
  duckdb_config config = nullptr;
};

}  // namespace

Database::Connection::~Connection() {
  duckdb_disconnect(&connection);
  duckdb_close(&database);
}

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database::~Database() = default;

std::string Database::version() { return duckdb_library_version(); }

Result<Database> Database::open(const DatabaseOptions& options) {
  Configuration configuration;
  const bool is_set = configuration.set("autoinstall_known_extensions", "false") &&
                      configuration.set("autoload_known_extensions", "false") &&
                      configuration.set("preserve_insertion_order", "true");
  HOLDFAST_CHECK(is_set);
  if (options.threads != 0 && !configuration.set("threads", std::to_string(options.threads))) {
    return fail(ErrorCode::usage, fmt::format("DuckDB cannot have {} threads", options.threads));
  }
  if (!options.memory.empty() && !configuration.set("memory_limit", options.memory)) {
    return fail(ErrorCode::usage,
                fmt::format("the memory \"{}\" is no size as 4GB", options.memory));
  }
  auto connection = std::make_unique<Connection>();
  char* error = nullptr;
  if (duckdb_open_ext(nullptr, &connection->database, configuration.config, &error) !=
      DuckDBSuccess) {
    const std::string text = error != nullptr ? error : "";
    duckdb_free(error);
    return fail(ErrorCode::usage, fmt::format("DuckDB does not start with memory \"{}\": {}",
                                              options.memory, text.substr(0, text.find('\n'))));
  }
  if (duckdb_connect(connection->database, &connection->connection) != DuckDBSuccess) {
    return fail(ErrorCode::failed, "DuckDB has no connection to itself");
  }
  return Database(std::move(connection));
}

Result<QueryResult> query(const Database& database, const std::string& sql) {
  QueryResult result;
  if (duckdb_query(database.connection().connection, sql.c_str(), &result.raw()) != DuckDBSuccess) {
    const char* text = duckdb_result_error(&result.raw());
    return fail(ErrorCode::failed, text != nullptr ? text : "DuckDB says no reason");
  }
  return result;
}

std::string sql_text(std::string_view text) { return quoted(text, '\''); }
std::string sql_name(std::string_view name) { return quoted(name, '"'); }

}  // namespace holdfast
