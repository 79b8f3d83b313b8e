#include "fanout/gateway_metrics.h"

#include <fmt/format.h>

#include "metrics/exposition.h"

namespace holdfast {
namespace {

using Reading = const ServeReading&;

double of(std::uint64_t count) { return static_cast<double>(count); }
double seconds(std::uint64_t ns) { return static_cast<double>(ns) / 1e9; }

void one(SeriesList& out, double value) { out.push_back({{}, value}); }

template <class Value>
void per_ring(Reading reading, SeriesList& out, Value value) {
  for (const auto& ring : reading.rings) out.push_back({{{"ring", ring.name}}, value(ring)});
}
template <class Value>
void per_reader(Reading reading, SeriesList& out, Value value) {
  for (const auto& ring : reading.rings) {
    for (const auto& reader : ring.readers) {
      out.push_back({{{"ring", ring.name}, {"reader", reader.name}}, value(reader)});
    }
  }
}
template <class Value>
void per_thread(Reading reading, SeriesList& out, Value value) {
  for (const auto& thread : reading.threads) {
    const std::optional<double> number = value(thread);
    if (number) out.push_back({{{"thread", thread.name}}, *number});
  }
}
template <class Value>
void per_stream(Reading reading, SeriesList& out, Value value) {
  for (const auto& stream : reading.streams) {
    out.push_back({{{"stream", stream.name}}, value(stream)});
  }
}
std::optional<double> maybe(const std::optional<std::uint64_t>& count) {
  return count ? std::optional(of(*count)) : std::nullopt;
}

struct Family {
  std::string_view id;
  MetricType type;
  std::string_view labels, sentence;
  void (*collect)(Reading reading, SeriesList& out);
};
constexpr auto kGauge = MetricType::gauge;
constexpr auto kCounter = MetricType::counter;

const Family kFamilies[] = {
    {"holdfast_gateway_source_messages_total", kCounter, "",
     "Messages that the application thread took from the source, malformed ones too",
     [](Reading r, SeriesList& out) { one(out, of(r.messages)); }},
    {"holdfast_gateway_malformed_messages_total", kCounter, "fault",
     "Messages of the source that are none of ITCH 5.0; the stream goes on without them",
     [](Reading r, SeriesList& out) {
       for (std::size_t i = 0; i < kMessageFaults; ++i) {
         out.push_back({{{"fault", std::string(kMessageFaultNames[i])}}, of(r.malformed[i])});
       }
     }},
    {"holdfast_gateway_unserved_messages_total", kCounter, "",
     "Messages about stocks that no stream carries",
     [](Reading r, SeriesList& out) { one(out, of(r.no_stream)); }},
    {"holdfast_gateway_ring_capacity_events", kGauge, "ring", "Slots of the ring",
     [](Reading r, SeriesList& out) {
       per_ring(r, out, [](const auto& ring) { return of(ring.capacity); });
     }},
    {"holdfast_gateway_ring_published_total", kCounter, "ring", "Events published into the ring",
     [](Reading r, SeriesList& out) {
       per_ring(r, out, [](const auto& ring) { return of(ring.published); });
     }},
    {"holdfast_gateway_ring_blocked_seconds_total", kCounter, "ring",
     "For how long its publisher had no room",
     [](Reading r, SeriesList& out) {
       per_ring(r, out, [](const auto& ring) { return seconds(ring.blocked_ns); });
     }},
    {"holdfast_gateway_reader_depth_events", kGauge, "ring, reader",
     "Events that wait for this reader now",
     [](Reading r, SeriesList& out) {
       per_reader(r, out, [](const auto& reader) { return of(reader.depth); });
     }},
    {"holdfast_gateway_reader_largest_batch_events", kGauge, "ring, reader",
     "Most events that this reader found waiting at once since the last scrape: it grows before "
     "anything is lost",
     [](Reading r, SeriesList& out) {
       per_reader(r, out, [](const auto& reader) { return of(reader.batch); });
     }},
    {"holdfast_gateway_reader_events_total", kCounter, "ring, reader",
     "Events that this reader took",
     [](Reading r, SeriesList& out) {
       per_reader(r, out, [](const auto& reader) { return of(reader.messages); });
     }},
    {"holdfast_gateway_reader_lost_events_total", kCounter, "ring, reader",
     "Events that were overwritten before this reader took them, those of others' streams too",
     [](Reading r, SeriesList& out) {
       per_reader(r, out, [](const auto& reader) { return of(reader.lost); });
     }},
    {"holdfast_gateway_reader_blocked_seconds_total", kCounter, "ring, reader",
     "For how long this reader held the publisher up",
     [](Reading r, SeriesList& out) {
       per_reader(r, out, [](const auto& reader) { return seconds(reader.blocked_ns); });
     }},
    {"holdfast_gateway_thread_turns_total", kCounter, "thread",
     "Turns of the thread in which there was something to do",
     [](Reading r, SeriesList& out) {
       per_thread(r, out, [](const auto& t) { return std::optional(of(t.turns)); });
     }},
    {"holdfast_gateway_thread_turns_seconds_total", kCounter, "thread",
     "What those turns took; by their number: the mean cycle time",
     [](Reading r, SeriesList& out) {
       per_thread(r, out, [](const auto& t) { return std::optional(seconds(t.turns_ns)); });
     }},
    {"holdfast_gateway_thread_longest_turn_seconds", kGauge, "thread",
     "The longest of them since the last scrape",
     [](Reading r, SeriesList& out) {
       per_thread(r, out, [](const auto& t) { return std::optional(seconds(t.longest_ns)); });
     }},
    {"holdfast_gateway_thread_messages_total", kCounter, "thread", "Messages that it handled",
     [](Reading r, SeriesList& out) {
       per_thread(r, out, [](const auto& t) { return std::optional(of(t.messages)); });
     }},
    {"holdfast_gateway_thread_migrations_total", kCounter, "thread",
     "How often it came to another CPU",
     [](Reading r, SeriesList& out) {
       per_thread(r, out, [](const auto& t) { return maybe(t.migrations); });
     }},
    {"holdfast_gateway_thread_involuntary_switches_total", kCounter, "thread",
     "How often its CPU was taken from it",
     [](Reading r, SeriesList& out) {
       per_thread(r, out, [](const auto& t) { return maybe(t.involuntary); });
     }},
    {"holdfast_gateway_stream_next_sequence", kGauge, "stream",
     "The sequence number that its next message gets",
     [](Reading r, SeriesList& out) {
       per_stream(r, out, [](const auto& s) { return of(s.next_sequence); });
     }},
    {"holdfast_gateway_stream_messages_total", kCounter, "stream", "Messages that were sent",
     [](Reading r, SeriesList& out) {
       per_stream(r, out, [](const auto& s) { return of(s.messages); });
     }},
    {"holdfast_gateway_stream_datagrams_total", kCounter, "stream",
     "Datagrams, with heartbeats and ends of the session, on line A",
     [](Reading r, SeriesList& out) {
       per_stream(r, out, [](const auto& s) { return of(s.datagrams); });
     }},
    {"holdfast_gateway_stream_bytes_total", kCounter, "stream", "Bytes of those datagrams",
     [](Reading r, SeriesList& out) {
       per_stream(r, out, [](const auto& s) { return of(s.bytes); });
     }},
    {"holdfast_gateway_stream_lost_messages_total", kCounter, "stream",
     "Messages of it that its ring lost: they are never sent, clients ask for them again",
     [](Reading r, SeriesList& out) {
       per_stream(r, out, [](const auto& s) { return of(s.lost); });
     }},
    {"holdfast_gateway_stream_lost_ranges_total", kCounter, "stream",
     "How many ranges of sequence numbers those are",
     [](Reading r, SeriesList& out) {
       per_stream(r, out, [](const auto& s) { return of(s.lost_ranges); });
     }},
    {"holdfast_gateway_stream_left_out_datagrams_total", kCounter, "stream",
     "Datagrams that --loss left out",
     [](Reading r, SeriesList& out) {
       per_stream(r, out, [](const auto& s) { return of(s.left_out); });
     }},
    {"holdfast_gateway_send_calls_total", kCounter, "", "Calls of sendmmsg()",
     [](Reading r, SeriesList& out) { one(out, of(r.calls)); }},
    {"holdfast_gateway_refused_datagrams_total", kCounter, "",
     "Datagrams that the kernel did not take",
     [](Reading r, SeriesList& out) { one(out, of(r.refused)); }},
    {"holdfast_gateway_snapshot_sessions", kGauge, "", "Sessions of the snapshot server",
     [](Reading r, SeriesList& out) { one(out, of(r.snapshot.sessions)); }},
    {"holdfast_gateway_snapshots_total", kCounter, "", "Snapshots that were sent whole",
     [](Reading r, SeriesList& out) { one(out, of(r.snapshot.images)); }},
    {"holdfast_gateway_snapshot_overflows_total", kCounter, "",
     "Snapshot clients that were disconnected because they did not read",
     [](Reading r, SeriesList& out) { one(out, of(r.snapshot.overflowed)); }},
    {"holdfast_gateway_requests_total", kCounter, "", "Requests for messages that were missed",
     [](Reading r, SeriesList& out) { one(out, of(r.snapshot.requests)); }},
    {"holdfast_gateway_requests_answered_total", kCounter, "", "Those of them that were answered",
     [](Reading r, SeriesList& out) { one(out, of(r.snapshot.answered)); }},
};

}  // namespace

std::string gateway_metrics(const ServeReading& reading) {
  std::string out;
  SeriesList series;
  for (const auto& family : kFamilies) {
    series.clear();
    family.collect(reading, series);
    put_family(out, family.id, family.type, family.sentence, series);
  }
  return out;
}

std::string gateway_metrics_table() {
  std::string out = "| metric | type | labels | what it is |\n|---|---|---|---|\n";
  for (const auto& family : kFamilies) {
    out += fmt::format("| `{}` | {} | {} | {} |\n", family.id, name_of(family.type),
                       family.labels.empty() ? "–" : family.labels, family.sentence);
  }
  return out;
}

}  // namespace holdfast
