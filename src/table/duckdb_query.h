// DuckDB's C API with owners. duckdb.h stands here and in the few sources that include this.
#pragma once

#include <duckdb.h>

#include <string>
#include <string_view>

#include "base/result.h"
#include "table/database.h"

namespace holdfast {

struct Database::Connection {
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
};

/// What a query gave, kept whole.
class QueryResult {
 public:
  QueryResult() = default;
  QueryResult(const QueryResult&) = delete;
  QueryResult& operator=(const QueryResult&) = delete;
  QueryResult(QueryResult&& other) noexcept : result_(other.result_) { other.result_ = {}; }
  ~QueryResult() { duckdb_destroy_result(&result_); }
  duckdb_result& raw() { return result_; }

 private:
  duckdb_result result_{};
};

/// failed: DuckDB's own text, of many lines (table/error_sentence.h makes a sentence of it).
Result<QueryResult> query(const Database& database, const std::string& sql);

/// A piece of a result.
class Chunk {
 public:
  explicit Chunk(duckdb_data_chunk chunk) : chunk_(chunk) {}
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;
  ~Chunk() { duckdb_destroy_data_chunk(&chunk_); }
  explicit operator bool() const { return chunk_ != nullptr; }
  duckdb_data_chunk raw() const { return chunk_; }
  std::size_t rows() const { return duckdb_data_chunk_get_size(chunk_); }
  duckdb_vector column(std::size_t index) const {
    return duckdb_data_chunk_get_vector(chunk_, index);
  }

 private:
  duckdb_data_chunk chunk_;
};

/// `text` between quotes of SQL: '…' for a value, "…" for a name.
std::string sql_text(std::string_view text);
std::string sql_name(std::string_view name);

}  // namespace holdfast
