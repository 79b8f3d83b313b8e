// SqliteDatabase, Statement: SQLite's C API, as far as the store needs it, with Results.
//
// Opened with what keeps a foreign file harmless: no links, no extension, no trusted schema, texts
// bound and read by length. Not thread-safe (SQLITE_OPEN_NOMUTEX): one thread per SqliteDatabase.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace holdfast {

/// A prepared statement. Bind from 1; columns from 0. A failed bind shows at the next step.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement = nullptr) : statement_(statement) {}

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, double value);
  /// The bytes must live until the next reset.
  Statement& bind(int index, std::string_view text);
  Statement& bind_null(int index);
  Statement& bind(int index, const std::optional<double>& value);
  template <class Number>
  Statement& bind_number(int index, const std::optional<Number>& value) {
    return value ? bind(index, static_cast<std::int64_t>(*value)) : bind_null(index);
  }

  /// true: a row is there; false: done. After false or an error it is reset, with no bindings.
  Result<bool> step();
  /// step() of a statement that returns nothing.
  Result<void> run();
  void reset();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::optional<double> optional_real(int column) const;
  /// nullopt also for what does not fit into 32 bits.
  std::optional<std::uint32_t> optional_number(int column) const;

 private:
  struct Closer {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Closer> statement_;
};

class SqliteDatabase {
 public:
  enum class Access { read, write };
  SqliteDatabase() = default;
  /// `path` as it is, or ":memory:". malformed: no database, or a damaged one.
  static Result<SqliteDatabase> open(const std::string& path, Access access);

  /// Statements one after another, without their rows.
  Result<void> execute(const std::string& sql);
  Result<Statement> prepare(std::string_view sql) const;
  /// The first column of the first row; 0 without one.
  Result<std::int64_t> number(std::string_view sql) const;
  /// Lets the -wal and -shm files stay when the last connection closes, for readers that cannot
  /// make them.
  void keep_side_files();
  void close() { database_.reset(); }
  explicit operator bool() const { return database_ != nullptr; }

 private:
  struct Closer {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Closer> database_;
};

}  // namespace holdfast
