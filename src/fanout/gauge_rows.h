// GaugeRow: one figure of a gateway's reading, with its key in the summary, its metric, and the
// sentence that explains it. A figure in nanoseconds (…_ns) is one in seconds as a metric.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "fanout/serve_reading.h"
#include "metrics/exposition.h"

namespace holdfast {

template <class Reading>
struct GaugeRow {
  std::string_view key;     // empty: not in the summary
  std::string_view metric;  // behind "holdfast_gateway_"; empty: none
  MetricType type = MetricType::counter;
  std::string_view sentence;
  std::uint64_t Reading::* value = nullptr;
  std::optional<std::uint64_t> Reading::* maybe = nullptr;  // where the kernel may not tell

  std::optional<std::uint64_t> of(const Reading& reading) const {
    return value != nullptr ? std::optional(reading.*value) : reading.*maybe;
  }
};

inline constexpr GaugeRow<ServeReading> kSourceRows[] = {
    {"messages", "source_messages_total", MetricType::counter,
     "Messages that the application thread took from the source, malformed ones too",
     &ServeReading::messages},
};
inline constexpr GaugeRow<ServeReading> kUnservedRows[] = {
    {"unserved", "unserved_messages_total", MetricType::counter,
     "Messages about stocks that no stream carries", &ServeReading::no_stream},
};
inline constexpr GaugeRow<ServeReading> kSendRows[] = {
    {"send_calls", "send_calls_total", MetricType::counter, "Calls of sendmmsg()",
     &ServeReading::calls},
    {"refused_datagrams", "refused_datagrams_total", MetricType::counter,
     "Datagrams that the kernel did not take", &ServeReading::refused},
};

inline constexpr GaugeRow<RingReading> kRingRows[] = {
    {"capacity", "ring_capacity_events", MetricType::gauge, "Slots of the ring",
     &RingReading::capacity},
    {"published", "ring_published_total", MetricType::counter, "Events published into the ring",
     &RingReading::published},
    {"blocked_ns", "ring_blocked_seconds_total", MetricType::counter,
     "For how long its publisher had no room", &RingReading::blocked_ns},
};

inline constexpr GaugeRow<ReaderReading> kReaderRows[] = {
    {"depth", "reader_depth_events", MetricType::gauge, "Events that wait for this reader now",
     &ReaderReading::depth},
    {"largest_batch", "reader_largest_batch_events", MetricType::gauge,
     "Most events that this reader found waiting at once since the last scrape: it grows before "
     "anything is lost",
     &ReaderReading::batch},
    {"events", "reader_events_total", MetricType::counter, "Events that this reader took",
     &ReaderReading::messages},
    {"lost", "reader_lost_events_total", MetricType::counter,
     "Events that were overwritten before this reader took them, those of others' streams too",
     &ReaderReading::lost},
    {"lost_ranges", "", MetricType::counter, "", &ReaderReading::lost_ranges},
    {"blocked_ns", "reader_blocked_seconds_total", MetricType::counter,
     "For how long this reader held the publisher up", &ReaderReading::blocked_ns},
    {"blocked_times", "", MetricType::counter, "", &ReaderReading::blocked_times},
};

inline constexpr GaugeRow<ThreadReading> kThreadRows[] = {
    {"turns", "thread_turns_total", MetricType::counter,
     "Turns of the thread in which there was something to do", &ThreadReading::turns},
    {"turns_ns", "thread_turns_seconds_total", MetricType::counter,
     "What those turns took; by their number: the mean cycle time", &ThreadReading::turns_ns},
    {"longest_turn_ns", "thread_longest_turn_seconds", MetricType::gauge,
     "The longest of them since the last scrape", &ThreadReading::longest_ns},
    {"messages", "thread_messages_total", MetricType::counter, "Messages that it handled",
     &ThreadReading::messages},
    {"bytes", "", MetricType::counter, "", &ThreadReading::bytes},
    {"migrations", "thread_migrations_total", MetricType::counter,
     "How often it came to another CPU", nullptr, &ThreadReading::migrations},
    {"involuntary_switches", "thread_involuntary_switches_total", MetricType::counter,
     "How often its CPU was taken from it", nullptr, &ThreadReading::involuntary},
};

inline constexpr GaugeRow<StreamReading> kStreamRows[] = {
    {"next_sequence", "stream_next_sequence", MetricType::gauge,
     "The sequence number that its next message gets", &StreamReading::next_sequence},
    {"messages", "stream_messages_total", MetricType::counter, "Messages that were sent",
     &StreamReading::messages},
    {"datagrams", "stream_datagrams_total", MetricType::counter,
     "Datagrams, with heartbeats and ends of the session, on line A", &StreamReading::datagrams},
    {"bytes", "stream_bytes_total", MetricType::counter, "Bytes of those datagrams",
     &StreamReading::bytes},
    {"heartbeats", "", MetricType::counter, "", &StreamReading::heartbeats},
    {"lost", "stream_lost_messages_total", MetricType::counter,
     "Messages of it that its ring lost: they are never sent, clients ask for them again",
     &StreamReading::lost},
    {"lost_ranges", "stream_lost_ranges_total", MetricType::counter,
     "How many ranges of sequence numbers those are", &StreamReading::lost_ranges},
    {"left_out_datagrams", "stream_left_out_datagrams_total", MetricType::counter,
     "Datagrams that --loss left out", &StreamReading::left_out},
    {"orders", "", MetricType::gauge, "", &StreamReading::orders},
};

inline constexpr GaugeRow<SnapshotReading> kSnapshotRows[] = {
    {"", "snapshot_sessions", MetricType::gauge, "Sessions of the snapshot server",
     &SnapshotReading::sessions},
    {"sessions", "", MetricType::counter, "", &SnapshotReading::opened},
    {"images", "snapshots_total", MetricType::counter, "Snapshots that were sent whole",
     &SnapshotReading::images},
    {"overflowed", "snapshot_overflows_total", MetricType::counter,
     "Snapshot clients that were disconnected because they did not read",
     &SnapshotReading::overflowed},
    {"refused", "", MetricType::counter, "", &SnapshotReading::refused},
    {"bytes", "", MetricType::counter, "", &SnapshotReading::bytes},
    {"requests", "requests_total", MetricType::counter, "Requests for messages that were missed",
     &SnapshotReading::requests},
    {"answered", "requests_answered_total", MetricType::counter, "Those of them that were answered",
     &SnapshotReading::answered},
    {"reply_datagrams", "", MetricType::counter, "", &SnapshotReading::replies},
};

}  // namespace holdfast
