#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "store/event_row.h"
#include "store/frame_row.h"
#include "store/opening.h"
#include "store/schema.h"
#include "store/store.h"
#include "store/store_reader_parts.h"

namespace holdfast {
namespace {

std::int64_t as_integer(std::uint64_t value) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX));
}

template <class Value>
Result<std::vector<Value>> rows_of(Statement& statement, Result<Value> (*read)(const Statement&)) {
  std::vector<Value> values;
  for (;;) {
    auto row = statement.step();
    if (!row) return tl::unexpected<Error>(row.error());
    if (!*row) return values;
    auto value = read(statement);
    if (!value) return tl::unexpected<Error>(value.error());
    values.push_back(std::move(*value));
  }
}

Result<ApplyRecord> apply_of(const Statement& row) {
  ApplyRecord apply{.journal = row.text(0), .begun_ns = row.integer(1)};
  if (!row.is_null(2)) apply.ended_ns = row.integer(2);
  apply.outcome = row.text(3);
  apply.policy = row.text(4);
  apply.policy_version = row.text(5);
  apply.steps = static_cast<std::uint64_t>(row.integer(6));
  apply.differences = static_cast<std::uint64_t>(row.integer(7));
  return apply;
}

// The point of time `part` of `parts` into the range, without overflow at either end of time.
std::int64_t between(std::int64_t since_ns, std::int64_t until_ns, std::size_t part,
                     std::size_t parts) {
  const double share = static_cast<double>(part) / static_cast<double>(parts);
  const double ns = static_cast<double>(since_ns) +
                    (static_cast<double>(until_ns) - static_cast<double>(since_ns)) * share;
  if (ns >= static_cast<double>(until_ns)) return until_ns;
  return std::max(since_ns, static_cast<std::int64_t>(ns));
}

}  // namespace

StoreReader::StoreReader(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
StoreReader::StoreReader(StoreReader&&) noexcept = default;
StoreReader& StoreReader::operator=(StoreReader&&) noexcept = default;
StoreReader::~StoreReader() = default;

Result<StoreReader> StoreReader::open(const std::string& folder) {
  std::error_code error;
  const auto real = std::filesystem::canonical(folder, error);
  const std::string path = (error ? folder : real.string()) + '/' + kDatabaseName;
  std::error_code missing;
  if (!std::filesystem::exists(path, missing)) {
    const bool denied =
        missing == std::errc::permission_denied || error == std::errc::permission_denied;
    return fail(denied ? ErrorCode::denied : ErrorCode::absent,
                denied
                    ? fmt::format("the store {} may not be read", path)
                    : fmt::format("there is no store {}: no agent has run with this folder", path));
  }
  auto database = SqliteDatabase::open(path, SqliteDatabase::Access::read);
  if (!database) {
    return fail(database.error().code,
                fmt::format("the store {} cannot be read: {}", path, database.error().sentence));
  }
  if (auto known = expect_schema(*database); !known) {
    return fail(known.error().code,
                fmt::format("the store {} cannot be read: {}", path, known.error().sentence));
  }
  auto parts = std::make_unique<Parts>();
  parts->database = std::move(*database);
  return StoreReader(std::move(parts));
}

Result<std::vector<Event>> StoreReader::events_after(std::uint64_t after, std::size_t limit) const {
  auto query = parts_->database.prepare(
      fmt::format("SELECT {} FROM events WHERE number > ? ORDER BY number LIMIT ?", kEventColumns));
  if (!query) return tl::unexpected<Error>(query.error());
  query->bind(1, as_integer(after)).bind(2, as_integer(limit));
  return rows_of<Event>(*query, event_of);
}

Result<std::vector<Event>> StoreReader::newest_events(std::int64_t since_ns,
                                                      std::size_t limit) const {
  auto query = parts_->database.prepare(
      fmt::format("SELECT {} FROM events WHERE at_ns >= ? ORDER BY at_ns DESC, number DESC LIMIT ?",
                  kEventColumns));
  if (!query) return tl::unexpected<Error>(query.error());
  query->bind(1, since_ns).bind(2, as_integer(limit));
  auto events = rows_of<Event>(*query, event_of);
  if (events) std::reverse(events->begin(), events->end());
  return events;
}

Result<std::vector<MetricFrame>> StoreReader::frames(std::int64_t since_ns, std::int64_t until_ns,
                                                     std::size_t limit) const {
  const auto prepare = [&] {
    return parts_->database.prepare(fmt::format(
        "SELECT {} FROM frames WHERE at_ns >= ? AND at_ns < ? ORDER BY at_ns, id LIMIT ?",
        kFrameColumns));
  };
  limit = std::clamp<std::size_t>(limit, 1, 1'000'000);
  auto count = parts_->database.prepare(
      "SELECT count(*) FROM (SELECT 1 FROM frames WHERE at_ns >= ? AND at_ns < ? LIMIT ?)");
  auto query = prepare();
  if (!count) return tl::unexpected<Error>(count.error());
  if (!query) return tl::unexpected<Error>(query.error());
  count->bind(1, since_ns).bind(2, until_ns).bind(3, as_integer(limit) + 1);
  if (auto row = count->step(); !row) return tl::unexpected<Error>(row.error());
  if (count->integer(0) <= as_integer(limit)) {
    query->bind(1, since_ns).bind(2, until_ns).bind(3, as_integer(limit));
    return rows_of<MetricFrame>(*query, frame_of);
  }
  // The first frame of each of `limit` equal parts: so many look-ups, however many frames there
  // are. Parts of what is there, not of a range that may begin at 1970.
  auto ends = parts_->database.prepare(
      "SELECT (SELECT at_ns FROM frames WHERE at_ns >= ?1 AND at_ns < ?2 ORDER BY at_ns LIMIT 1), "
      "(SELECT at_ns FROM frames WHERE at_ns >= ?1 AND at_ns < ?2 ORDER BY at_ns DESC LIMIT 1)");
  if (!ends) return tl::unexpected<Error>(ends.error());
  ends->bind(1, since_ns).bind(2, until_ns);
  if (auto row = ends->step(); !row) return tl::unexpected<Error>(row.error());
  const std::int64_t first = ends->integer(0);
  const std::int64_t end = ends->integer(1) == INT64_MAX ? INT64_MAX : ends->integer(1) + 1;
  std::vector<MetricFrame> frames;
  for (std::size_t part = 0; part < limit; ++part) {
    query->bind(1, between(first, end, part, limit));
    query->bind(2, between(first, end, part + 1, limit)).bind(3, std::int64_t{1});
    auto found = rows_of<MetricFrame>(*query, frame_of);
    if (!found) return found;
    for (auto& frame : *found) frames.push_back(std::move(frame));
  }
  return frames;
}

Result<std::vector<ApplyRecord>> StoreReader::newest_applies(std::size_t limit) const {
  auto query = parts_->database.prepare(
      "SELECT journal, begun_ns, ended_ns, outcome, policy, policy_version, steps, differences "
      "FROM applies ORDER BY begun_ns DESC LIMIT ?");
  if (!query) return tl::unexpected<Error>(query.error());
  query->bind(1, as_integer(limit));
  auto applies = rows_of<ApplyRecord>(*query, apply_of);
  if (applies) std::reverse(applies->begin(), applies->end());
  return applies;
}

}  // namespace holdfast
