#include "order_synth/raw_tables.h"

#include <cmath>

#include "order_synth/csv_line.h"
#include "order_synth/order_names.h"
#include "order_synth/raw_child.h"

namespace holdfast {
namespace {

constexpr unsigned kPriceDecimals = 4;
constexpr std::uint32_t kFirstIrq = 100, kQueues = 4;
constexpr std::int64_t kParentLeadNs = 2'000'000;

std::int64_t sequence_of(std::int64_t exch_ns) {
  return exch_ns - order_session_start_ns(0) + kOrderBucketNs;
}

std::string& table(RawText& text, RawTable which) { return text[static_cast<std::size_t>(which)]; }

void append_quote(RawText& to, const OrderRow& row, const RawQuote& quote) {
  CsvLine(table(to, RawTable::quotes))
      .name('S', row.symbol)
      .text("NBBO")
      .whole(quote.exch_ns)
      .whole(sequence_of(quote.exch_ns))
      .decimal(quote.bid_ticks, kPriceDecimals)
      .whole(100 * (1 + row.shares % 7))
      .decimal(quote.ask_ticks, kPriceDecimals)
      .whole(100 * (1 + row.shares % 5));
}

// What is the same in all reports of an order.
struct Report {
  const OrderRow& row;
  const RawChild& child;
  std::int64_t number = 0, done = 0;

  CsvLine begin(RawText& to, char type, char status) {
    CsvLine line(table(to, RawTable::reports));
    line.name('E', static_cast<std::int64_t>(row.row) * 4 + number++)
        .name('C', static_cast<std::int64_t>(row.row))
        .name('O', static_cast<std::int64_t>(row.row))
        .text({&type, 1})
        .text({&status, 1});
    return line;
  }
  void end(CsvLine& line, std::int64_t leaves, std::int64_t venue_ns, std::int64_t recv_ns) const {
    line.whole(done).whole(leaves).whole(venue_ns).whole(recv_ns).whole(recv_ns + child.handler_ns);
  }
  std::int64_t receipt_of(std::int64_t venue_ns) const {
    return venue_ns + (child.ack_recv_ns - child.ack_venue_ns);
  }
};

void append_reports(RawText& to, const OrderRow& row, const RawChild& child) {
  Report report{row, child};
  {
    CsvLine ack = report.begin(to, '0', '0');
    ack.none().none();
    report.end(ack, row.shares, child.ack_venue_ns, child.ack_recv_ns);
    ack.none().text(kOrderVenues[row.venue]).none();
  }
  for (const RawFill& fill : child.fills) {
    if (fill.shares == 0) {
      continue;
    }
    report.done += fill.shares;
    CsvLine line = report.begin(to, 'F', report.done == row.shares ? '2' : '1');
    line.whole(fill.shares).decimal(child.price_ticks, kPriceDecimals);
    report.end(line, row.shares - report.done, fill.venue_ns, report.receipt_of(fill.venue_ns));
    line.text(child.took_liquidity ? "R" : "A")
        .text(kOrderVenues[row.venue])
        .decimal(fill.fee_micro, 6);
  }
  if (report.done < row.shares) {
    const std::int64_t venue_ns = child.fills[1].venue_ns + kNsPerSecond;
    CsvLine line = report.begin(to, '4', '4');
    line.none().none();
    report.end(line, 0, venue_ns, report.receipt_of(venue_ns));
    line.none().text(kOrderVenues[row.venue]).none();
  }
}

void append_child(RawText& to, const OrderRow& row, const RawChild& child) {
  const auto queue = static_cast<std::uint32_t>(row.row % kQueues);
  const bool is_moved = row.is_drifted && queue >= kQueues / 2;
  CsvLine line(table(to, RawTable::children));
  line.name('C', static_cast<std::int64_t>(row.row))
      .name('P', static_cast<std::int64_t>(row.parent))
      .name('S', row.symbol)
      .whole(row.is_buy ? 1 : -1)
      .whole(row.shares);
  if (row.is_passive) {
    line.decimal(child.price_ticks, kPriceDecimals).text("2").text("0");
  } else {
    line.none().text("1").text("3");
  }
  line.text(kOrderVenues[row.venue])
      .whole(child.decision_ns)
      .whole(child.md_exch_ns)
      .whole(sequence_of(child.md_exch_ns))
      .whole(child.md_ingest_ns)
      .whole(child.send_ns)
      .text("nic")
      .name('H', row.host)
      .whole(kFirstIrq + queue)
      .whole(queue)
      .whole(is_moved ? queue + 8 : queue)
      .decimal(std::llround(row.participation * 1e4), 4)
      .decimal(std::llround(row.md_rate * 1e4), 4);
}

// The parent is decided just before its first child, and ends when the bucket's trading has.
void append_parent(RawText& to, const OrderWorld& world, const OrderBucket& bucket,
                   const OrderRow& first, const RawChild& child) {
  const std::uint64_t nth = first.parent - bucket.first_parent;
  const std::int64_t decided_ns = first.decision_ns - kParentLeadNs;
  const std::int64_t end_ns = order_session_start_ns(bucket.session) +
                              bucket.bucket * kOrderBucketNs + 24 * kNsPerMinute +
                              static_cast<std::int64_t>(nth) * 1'000;
  std::int64_t shares = 0;
  for (std::uint64_t row = first.row; row < bucket.end_row; row += bucket.parents) {
    shares += make_order_row(world, bucket, row).shares;
  }
  CsvLine(table(to, RawTable::parents))
      .name('P', static_cast<std::int64_t>(first.parent))
      .name('S', first.symbol)
      .whole(first.is_buy ? 1 : -1)
      .whole(shares)
      .whole(decided_ns)
      .whole(decided_ns + kParentLeadNs / 4)
      .whole(end_ns)
      .name('H', first.host)
      .text(world.session_name(first.session))
      .text("VWAP")
      .decimal(std::llround(first.participation * 1e4), 4)
      .text("USD")
      .text("1");
  append_quote(to, first, quote_about(decided_ns, child.benchmark_ticks, first.spread_bps));
  append_quote(to, first, quote_about(end_ns, child.benchmark_ticks, first.spread_bps));
}

}  // namespace

void append_raw_tables(RawText& to, const OrderWorld& world, const OrderBucket& bucket,
                       const OrderRow& row) {
  const RawChild child = make_raw_child(world, row);
  if (row.row - bucket.first_row < bucket.parents) {
    append_parent(to, world, bucket, row, child);
  }
  append_child(to, row, child);
  append_reports(to, row, child);
  for (const RawQuote& quote : child.quotes) {
    append_quote(to, row, quote);
  }
}

}  // namespace holdfast
