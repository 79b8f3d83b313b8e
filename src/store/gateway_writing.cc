#include "store/gateway_writing.h"

#include <initializer_list>

namespace holdfast {
namespace {

// Host, time and gateway are the first three columns of each table.
constexpr int kShared = 3;

Statement& bind_counts(Statement& statement, int column,
                       std::initializer_list<std::uint64_t> counts) {
  for (const auto count : counts) statement.bind(column++, static_cast<std::int64_t>(count));
  return statement;
}

}  // namespace

Result<void> GatewayWriting::prepare(const SqliteDatabase& database) {
  const std::pair<Statement*, const char*> statements[] = {
      {&ring_, "INSERT INTO gateway_rings VALUES(?,?,?,?,?,?,?)"},
      {&reader_, "INSERT INTO gateway_readers VALUES(?,?,?,?,?,?,?,?,?,?,?)"},
      {&thread_, "INSERT INTO gateway_threads VALUES(?,?,?,?,?,?,?,?,?,?,?)"},
      {&lost_, "INSERT INTO gateway_lost VALUES(?,?,?,?,?,?)"},
  };
  for (const auto& [statement, sql] : statements) {
    auto prepared = database.prepare(sql);
    if (!prepared) return tl::unexpected<Error>(prepared.error());
    *statement = std::move(*prepared);
  }
  return {};
}

Result<void> GatewayWriting::write_one(const GatewayGauges::Ring& ring) {
  ring_.bind(kShared + 1, ring.ring);
  return bind_counts(ring_, kShared + 2, {ring.capacity, ring.published, ring.blocked_ns}).run();
}

Result<void> GatewayWriting::write_one(const GatewayGauges::Reader& reader) {
  reader_.bind(kShared + 1, reader.ring).bind(kShared + 2, reader.reader);
  return bind_counts(reader_, kShared + 3,
                     {reader.depth, reader.largest_batch, reader.events, reader.lost,
                      reader.lost_ranges, reader.blocked_ns})
      .run();
}

Result<void> GatewayWriting::write_one(const GatewayGauges::Thread& thread) {
  thread_.bind(kShared + 1, thread.thread);
  bind_counts(
      thread_, kShared + 2,
      {thread.turns, thread.turns_ns, thread.longest_turn_ns, thread.messages, thread.bytes});
  thread_.bind_number(kShared + 7, thread.migrations);
  return thread_.bind_number(kShared + 8, thread.involuntary_switches).run();
}

Result<void> GatewayWriting::write_one(const GatewayGauges::Lost& lost) {
  lost_.bind(kShared + 1, lost.session);
  return bind_counts(lost_, kShared + 2, {lost.first, lost.last}).run();
}

Result<void> GatewayWriting::write(const GatewayGauges& rows, const std::string& host) {
  const auto write_all = [&](Statement& statement, const auto& list) -> Result<void> {
    for (const auto& row : list) {
      statement.bind(1, host).bind(2, rows.at_ns).bind(kShared, rows.gateway);
      if (auto done = write_one(row); !done) return done;
    }
    return {};
  };
  auto done = write_all(ring_, rows.rings);
  if (done) done = write_all(reader_, rows.readers);
  if (done) done = write_all(thread_, rows.threads);
  if (done) done = write_all(lost_, rows.lost);
  return done;
}

}  // namespace holdfast
