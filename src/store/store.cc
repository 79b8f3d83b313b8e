#include "store/store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "store/gateway_rows.h"
#include "store/opening.h"
#include "store/retention.h"
#include "store/writing.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kRetryNs = kSecond;
constexpr std::int64_t kRetentionNs = 10 * kSecond;
constexpr double kNsPerDay = 86'400e9;
constexpr std::int64_t kMostFrame = std::int64_t{1} << 42;
constexpr std::int64_t kMostEvent = std::int64_t{1} << 62;

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

}  // namespace

struct Store::Parts {
  StoreOptions options;
  StoreCounters counters;
  Telemetry telemetry;
  std::map<std::string, GatewayRows> gateways;
  std::deque<QueuedRows> queue;
  std::vector<TopologyRow> topology;  // the last one told
  std::string host = host_name();
  std::uint64_t next_event = 1;
  std::string trouble;  // told already
  bool failing =
      false;  // the last try did: the next is of one item, which a full disk costs little
  std::int64_t retry_at_ns = INT64_MIN, retention_at_ns = INT64_MIN;
  SqliteDatabase database;
  std::optional<Writing> writing;  // after the database: its statements go first

  Result<void> begin(std::string& note);
  Result<void> restore();
  template <class Rows>
  bool enqueue(Rows rows, std::size_t room);
  Result<void> write(std::size_t limit);
  Result<void> retain(std::int64_t now_ns);
  Result<void> recover_from(Error error, std::int64_t now_ns);
};

Result<void> Store::Parts::begin(std::string& note) {
  auto opened = open_store(options.folder, note);
  if (!opened) return tl::unexpected<Error>(opened.error());
  database = std::move(*opened);
  writing.emplace(database, host);
  if (auto prepared = writing->prepare(); !prepared) return prepared;
  return restore();
}

// What goes on from the run before: numbers and totals.
Result<void> Store::Parts::restore() {
  const auto frame = database.number("SELECT max(id) FROM frames");
  const auto event = database.number(
      "SELECT max(coalesce((SELECT max(number) FROM events), 0), "
      "coalesce((SELECT last_event FROM numbering), 0))");
  if (!frame) return tl::unexpected<Error>(frame.error());
  if (!event) return tl::unexpected<Error>(event.error());
  if (*frame >= kMostFrame || *event >= kMostEvent || *event < 0) {
    return fail(ErrorCode::malformed, "it has a frame or an event of an impossible number");
  }
  writing->begin_frames_after(std::max<std::int64_t>(*frame, 0));
  const auto beside = std::min<std::uint64_t>(last_event_beside(options.folder), kMostEvent);
  next_event = std::max({next_event, static_cast<std::uint64_t>(*event) + 1, beside + 1});

  if (telemetry.series_count() > 0) return {};  // ours are newer than any file's
  auto series =
      database.prepare("SELECT id, irq, nic, name, cpu, total FROM irq_series ORDER BY id");
  if (!series) return tl::unexpected<Error>(series.error());
  for (;;) {
    auto row = series->step();
    if (!row) return tl::unexpected<Error>(row.error());
    if (!*row) break;
    const auto id = series->optional_number(0);
    if (!id) continue;
    telemetry.restore(*id,
                      {series->optional_number(1).value_or(0), series->text(2), series->text(3),
                       series->optional_number(4).value_or(0)},
                      static_cast<std::uint64_t>(series->integer(5)));
  }
  auto cpus = database.prepare(
      "SELECT cpu, processed, dropped, time_squeeze, net_rx, net_tx, net_rx_us, "
      "net_tx_us FROM cpu_totals");
  if (!cpus) return tl::unexpected<Error>(cpus.error());
  for (;;) {
    auto row = cpus->step();
    if (!row) return tl::unexpected<Error>(row.error());
    if (!*row) return {};
    const auto count = [&](int column) {
      return static_cast<std::uint64_t>(cpus->integer(column));
    };
    const auto cpu = cpus->optional_number(0);
    if (cpu && *cpu < CpuSet::kMaxCpus) {
      telemetry.restore(
          *cpu, CpuTotals{count(1), count(2), count(3), count(4), count(5), count(6), count(7)});
    }
  }
}

template <class Rows>
bool Store::Parts::enqueue(Rows rows, std::size_t room) {
  QueuedRows queued(std::move(rows));
  const std::size_t size = rows_of(queued);
  if (counters.queued + size > room) {
    counters.dropped += size;
    return false;
  }
  counters.queued += size;
  queue.push_back(std::move(queued));
  return true;
}

Result<void> Store::Parts::write(std::size_t limit) {
  if (auto begun = writing->begin(); !begun) return begun;
  std::size_t rows = 0, items = 0;
  std::uint64_t last_event = 0;
  while (items < queue.size() && (items == 0 || rows < limit)) {
    if (auto written = writing->write(queue[items]); !written) return written;
    if (const auto* event = std::get_if<Event>(&queue[items])) last_event = event->number;
    rows += rows_of(queue[items++]);
  }
  if (auto committed = writing->commit(telemetry); !committed) return committed;
  queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(items));
  counters.queued -= rows;
  counters.written += rows;
  if (last_event != 0) keep_last_event(options.folder, next_event - 1);
  return {};
}

Result<void> Store::Parts::retain(std::int64_t now_ns) {
  const auto keep_ns =
      static_cast<std::int64_t>(std::clamp(options.keep_days, 0.0, 36500.0) * kNsPerDay);
  const auto more = retention_step(database, {options.keep_bytes, now_ns - keep_ns});
  if (!more) return tl::unexpected<Error>(more.error());
  // With more to delete, the next flush goes on.
  if (!*more) retention_at_ns = now_ns + kRetentionNs;
  return {};
}

Result<void> Store::Parts::recover_from(Error error, std::int64_t now_ns) {
  ++counters.failed_flushes;
  failing = true;
  retry_at_ns = now_ns + kRetryNs;
  if (writing) writing->rollback();
  if (error.code == ErrorCode::malformed) {
    writing.reset();
    database.close();
    auto aside = set_aside(options.folder, error.sentence);
    if (aside) error.sentence = *aside;
    telemetry.forget_affinities();
    topology.clear();
  }
  if (!database) {
    std::string note;
    if (auto begun = begin(note); begun) {
      failing = false;
    } else {
      writing.reset();
      database.close();
      if (error.code != ErrorCode::malformed) error = begun.error();
    }
  }
  if (std::exchange(trouble, error.sentence) == error.sentence) return {};
  return tl::unexpected<Error>(std::move(error));
}

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const StoreOptions& options, std::string& note) {
  auto parts = std::make_unique<Parts>();
  parts->options = options;
  auto begun = parts->begin(note);
  if (!begun && begun.error().code == ErrorCode::malformed && parts->database) {
    // Damage that shows only in the rows that are read first.
    parts->writing.reset();
    parts->database.close();
    parts->telemetry = {};
    auto aside = set_aside(options.folder, begun.error().sentence);
    if (!aside) return tl::unexpected<Error>(aside.error());
    note = *aside;
    std::string again;
    begun = parts->begin(again);
  }
  if (!begun) return tl::unexpected<Error>(begun.error());
  return Store(std::move(parts));
}

std::uint64_t Store::next_event_number() const { return parts_->next_event; }

void Store::append(const Event& event) {
  Event numbered = event;
  if (numbered.number == 0) numbered.number = parts_->next_event;
  parts_->next_event = std::max(parts_->next_event, numbered.number + 1);
  parts_->enqueue(std::move(numbered), parts_->options.queue);
}

void Store::append(const MetricFrame& frame) {
  const auto room = parts_->options.queue - parts_->options.queue / 8;
  // What was not told is told by the next frame.
  if (!parts_->enqueue(parts_->telemetry.rows_of(frame), room)) {
    parts_->telemetry.forget_affinities();
  }
}

void Store::append(const Intent& intent, const std::string& host, std::int64_t at_ns) {
  auto rows = topology_of(intent, host, at_ns);
  if (rows.rows == parts_->topology && host == parts_->host) return;
  auto told = rows.rows;
  if (!parts_->enqueue(std::move(rows), parts_->options.queue)) return;
  parts_->topology = std::move(told);
  parts_->host = host;
}

void Store::append(const ApplyRecord& apply) { parts_->enqueue(apply, parts_->options.queue); }

void Store::append(const ClockReading& clock) {
  parts_->enqueue(clock, parts_->options.queue - parts_->options.queue / 8);
}
void Store::append(const CacheReading& cache) {
  parts_->enqueue(cache, parts_->options.queue - parts_->options.queue / 8);
}
void Store::append(const GatewayGauges& gauges) {
  auto rows = parts_->gateways[gauges.gateway].rows_of(gauges);
  if (rows.size() == 0) return;
  parts_->enqueue(std::move(rows), parts_->options.queue - parts_->options.queue / 8);
}

Result<void> Store::flush(std::int64_t now_ns, std::size_t limit) {
  auto& parts = *parts_;
  if (now_ns < parts.retry_at_ns && now_ns > parts.retry_at_ns - 2 * kRetryNs) return {};
  if (!parts.writing) {
    std::string note;
    if (auto begun = parts.begin(note); !begun) return parts.recover_from(begun.error(), now_ns);
  }
  if (!parts.queue.empty()) {
    if (auto written = parts.write(parts.failing ? 1 : limit); !written) {
      return parts.recover_from(written.error(), now_ns);
    }
    parts.failing = false;
  }
  if (now_ns >= parts.retention_at_ns || now_ns < parts.retention_at_ns - 2 * kRetentionNs) {
    if (auto kept = parts.retain(now_ns); !kept) return parts.recover_from(kept.error(), now_ns);
  }
  if (parts.queue.empty()) parts.trouble.clear();
  return {};
}

const StoreCounters& Store::counters() const { return parts_->counters; }

}  // namespace holdfast
