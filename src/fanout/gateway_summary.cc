#include "fanout/gateway_summary.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fanout/gauge_rows.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

template <class Rows, class Reading>
void put_rows(Json& out, const Rows& rows, const Reading& reading) {
  for (const auto& row : rows) {
    const auto count = row.of(reading);
    if (!row.key.empty() && count) out[std::string(row.key)] = *count;
  }
}

Json json_of(const ReaderReading& reader) {
  Json json{{"reader", reader.name}, {"policy", reader.blocks ? "block" : "drop"}};
  put_rows(json, kReaderRows, reader);
  return json;
}

Json json_of(const RingReading& ring) {
  Json json{{"ring", ring.name}};
  put_rows(json, kRingRows, ring);
  Json readers = Json::array();
  for (const auto& reader : ring.readers) readers.push_back(json_of(reader));
  json["readers"] = std::move(readers);
  return json;
}

Json json_of(const ThreadReading& thread) {
  Json json{{"thread", thread.name}, {"cpus", thread.cpus}};
  json["mean_turn_ns"] = thread.turns == 0 ? 0 : thread.turns_ns / thread.turns;
  put_rows(json, kThreadRows, thread);
  return json;
}

Json json_of(const StreamReading& stream) {
  Json json{{"stream", stream.name},
            {"session", stream.session},
            {"group", stream.group},
            {"policy", stream.blocks ? "block" : "drop"}};
  put_rows(json, kStreamRows, stream);
  Json ranges = Json::array();
  for (const auto& range : stream.recent_lost) ranges.push_back({range.first, range.end - 1});
  json["recent_lost"] = std::move(ranges);
  json["digest"] = fmt::format("{:016x}", stream.digest);
  return json;
}

Json json_of(const SnapshotReading& snapshot) {
  Json json;
  put_rows(json, kSnapshotRows, snapshot);
  return json;
}

template <class Rows>
Json array_of(const Rows& rows) {
  Json out = Json::array();
  for (const auto& row : rows) out.push_back(json_of(row));
  return out;
}

std::uint64_t sent_of(const ServeReading& reading) {
  std::uint64_t sent = 0;
  for (const auto& stream : reading.streams) sent += stream.messages;
  return sent;
}

std::string number(std::uint64_t value) {
  auto text = fmt::to_string(value);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

double rate(std::uint64_t now, std::uint64_t before, double seconds) {
  return seconds <= 0 || now < before ? 0 : static_cast<double>(now - before) / seconds;
}

template <class Row>
Row before_of(const std::vector<Row>& rows, std::size_t at) {
  return at < rows.size() ? rows[at] : Row{};
}

void draw_rings(const ServeReading& now, std::vector<std::string>& lines) {
  lines.emplace_back();
  lines.push_back(fmt::format("{:<11} {:<14} {:>5} {:>7} {:>7} {:>12} {:>9} {:>7}", "ring",
                              "reader", "", "depth", "batch", "events", "lost", "held ms"));
  for (const auto& ring : now.rings) {
    for (const auto& reader : ring.readers) {
      lines.push_back(fmt::format("{:<11.11} {:<14.14} {:>5} {:>7} {:>7} {:>12} {:>9} {:>7.0f}",
                                  ring.name, reader.name, reader.blocks ? "block" : "drop",
                                  number(reader.depth), number(reader.batch),
                                  number(reader.messages), number(reader.lost),
                                  static_cast<double>(reader.blocked_ns) / 1e6));
    }
  }
}

void draw_threads(const ServeReading& now, const ServeReading& before,
                  std::vector<std::string>& lines) {
  const double seconds = now.seconds - before.seconds;
  lines.emplace_back();
  lines.push_back(fmt::format("{:<14} {:>5} {:>9} {:>8} {:>8} {:>8} {:>11} {:>6}", "thread", "cpus",
                              "events/s", "turns/s", "mean µs", "max µs", "preempted", "moved"));
  for (std::size_t i = 0; i < now.threads.size(); ++i) {
    const auto& thread = now.threads[i];
    const auto old = before_of(before.threads, i);
    const auto turns = thread.turns - old.turns;
    const double mean = turns == 0 ? 0
                                   : static_cast<double>(thread.turns_ns - old.turns_ns) / 1e3 /
                                         static_cast<double>(turns);
    lines.push_back(fmt::format(
        "{:<14.14} {:>5.5} {:>9.0f} {:>8.0f} {:>8.1f} {:>8.0f} {:>11} {:>6}", thread.name,
        thread.cpus, rate(thread.messages, old.messages, seconds),
        rate(thread.turns, old.turns, seconds), mean, static_cast<double>(thread.longest_ns) / 1e3,
        thread.involuntary ? number(*thread.involuntary) : "–",
        thread.migrations ? number(*thread.migrations) : "–"));
  }
}

void draw_streams(const ServeReading& now, const ServeReading& before,
                  std::vector<std::string>& lines) {
  const double seconds = now.seconds - before.seconds;
  lines.emplace_back();
  lines.push_back(fmt::format("{:<8} {:<21} {:>12} {:>8} {:>7} {:>9} {:>8}", "stream", "group",
                              "sequence", "msgs/s", "dgram/s", "lost", "orders"));
  for (std::size_t i = 0; i < now.streams.size(); ++i) {
    const auto& stream = now.streams[i];
    const auto old = before_of(before.streams, i);
    lines.push_back(fmt::format("{:<8.8} {:<21.21} {:>12} {:>8.0f} {:>7.0f} {:>9} {:>8}",
                                stream.name, stream.group, number(stream.next_sequence - 1),
                                rate(stream.messages, old.messages, seconds),
                                rate(stream.datagrams, old.datagrams, seconds), number(stream.lost),
                                number(stream.orders)));
  }
}

// A character of UTF-8 is one column here: names are ASCII, and so is all else but "µ" and "–".
std::string cut(std::string line, std::size_t columns) {
  std::size_t at = 0, seen = 0;
  while (at < line.size() && seen < columns) {
    ++at;
    while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xc0U) == 0x80) ++at;
    ++seen;
  }
  line.resize(at);
  return line;
}

}  // namespace

std::string summary_json(const ServeReading& reading, std::optional<int> exit_status) {
  Json malformed;
  for (std::size_t i = 0; i < kMessageFaults; ++i) {
    malformed[std::string(kMessageFaultNames[i])] = reading.malformed[i];
  }
  const auto largest = largest_batch(reading);
  Json json = Json::object();
  if (exit_status) json["exit_status"] = *exit_status;
  json["seconds"] = reading.seconds;
  put_rows(json, kSourceRows, reading);
  json["malformed"] = std::move(malformed);
  put_rows(json, kUnservedRows, reading);
  json["sent"] = sent_of(reading);
  json["lost"] = lost_of(reading);
  json["largest_batch"] = {{"reader", largest.reader}, {"events", largest.events}};
  put_rows(json, kSendRows, reading);
  json["rings"] = array_of(reading.rings);
  json["threads"] = array_of(reading.threads);
  json["streams"] = array_of(reading.streams);
  json["snapshots"] = json_of(reading.snapshot);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary_text(const ServeReading& reading) {
  std::uint64_t datagrams = 0, malformed = 0;
  for (const auto& stream : reading.streams) datagrams += stream.datagrams;
  for (const auto count : reading.malformed) malformed += count;
  const auto largest = largest_batch(reading);
  return fmt::format(
      "{} messages in {:.1f} s; {} sent in {} datagrams on {} stream{}; {} lost, {} malformed; "
      "largest batch {} ({})\n",
      number(reading.messages), reading.seconds, number(sent_of(reading)), number(datagrams),
      reading.streams.size(), reading.streams.size() == 1 ? "" : "s", number(lost_of(reading)),
      number(malformed), number(largest.events), largest.reader);
}

std::vector<std::string> draw_gateway(const ServeReading& now, const ServeReading& before,
                                      std::size_t rows, std::size_t columns) {
  std::vector<std::string> lines;
  const auto largest = largest_batch(now);
  lines.push_back(fmt::format(
      "holdfast-gateway  {:.0f} s  {} messages, {:.0f}/s  largest batch {} ({})  lost {}",
      now.seconds, number(now.messages),
      rate(now.messages, before.messages, now.seconds - before.seconds), number(largest.events),
      largest.reader, number(lost_of(now))));
  draw_rings(now, lines);
  draw_threads(now, before, lines);
  draw_streams(now, before, lines);
  if (lines.size() > rows) lines.resize(rows);
  for (auto& line : lines) line = cut(std::move(line), columns);
  return lines;
}

}  // namespace holdfast
