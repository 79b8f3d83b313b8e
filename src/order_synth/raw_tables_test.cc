#include "order_synth/raw_tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "order_synth/order_names.h"
#include "order_synth/raw_telemetry.h"

namespace holdfast {
namespace {

using Line = std::map<std::string, std::string>;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  for (const char letter : line) {
    if (letter == ',') {
      cells.emplace_back();
    } else {
      cells.back() += letter;
    }
  }
  return cells;
}

std::vector<Line> lines_of(const std::string& text, const std::string& header) {
  std::vector<Line> lines;
  std::istringstream in(text);
  const auto names = cells_of(header);
  for (std::string line; std::getline(in, line);) {
    const auto cells = cells_of(line);
    EXPECT_EQ(cells.size(), names.size()) << line;
    for (std::size_t nth = 0; nth < std::min(names.size(), cells.size()); ++nth) {
      if (nth == 0) {
        lines.emplace_back();
      }
      lines.back()[names[nth]] = cells[nth];
    }
  }
  return lines;
}

std::int64_t whole(const Line& line, const std::string& column) {
  return std::stoll(line.at(column));
}

struct Tables {
  std::vector<Line> parents, children, reports, quotes;
};

Tables make(const OrderSynthOptions& options) {
  const OrderWorld world(options);
  RawText text;
  for (const OrderBucket& bucket : world.buckets()) {
    for (std::uint64_t row = bucket.first_row; row < bucket.end_row; ++row) {
      append_raw_tables(text, world, bucket, make_order_row(world, bucket, row));
    }
  }
  const auto lines = [&text](RawTable which) {
    const auto nth = static_cast<std::size_t>(which);
    return lines_of(text[nth], kRawTables[nth].header);
  };
  return {lines(RawTable::parents), lines(RawTable::children), lines(RawTable::reports),
          lines(RawTable::quotes)};
}

OrderSynthOptions small() {
  OrderSynthOptions options;
  options.rows = 5'000;
  options.hosts = 6;
  options.sessions = 4;
  options.symbols = 5;
  return options;
}

TEST(RawTables, EveryChildHasAParentOfItsSymbolSideAndHostWhoseQuantityIsTheirs) {
  const Tables tables = make(small());
  ASSERT_EQ(tables.children.size(), 5'000u);
  std::map<std::string, Line> parents;
  for (const Line& parent : tables.parents) {
    ASSERT_TRUE(parents.emplace(parent.at("parent_id"), parent).second);
  }
  std::map<std::string, std::int64_t> shares;
  for (const Line& child : tables.children) {
    const Line& parent = parents.at(child.at("parent_id"));
    for (const char* column : {"symbol", "side", "host"}) {
      ASSERT_EQ(child.at(column), parent.at(column));
    }
    ASSERT_LT(whole(parent, "ts_decision_ns"), whole(child, "ts_decision_ns"));
    ASSERT_GT(whole(parent, "ts_end_ns"), whole(child, "ts_decision_ns"));
    shares[child.at("parent_id")] += whole(child, "qty");
  }
  ASSERT_EQ(shares.size(), parents.size());
  for (const auto& [id, parent] : parents) {
    EXPECT_EQ(shares[id], whole(parent, "qty")) << id;
  }
}

TEST(RawTables, ReportsAddUpAndHaveIdsOfTheirOwn) {
  const Tables tables = make(small());
  std::map<std::string, std::int64_t> wanted, filled, acked;
  for (const Line& child : tables.children) {
    wanted[child.at("child_id")] = whole(child, "qty");
  }
  std::set<std::string> ids;
  for (const Line& report : tables.reports) {
    const std::string& child = report.at("child_id");
    ASSERT_TRUE(ids.insert(report.at("exec_id")).second) << report.at("exec_id");
    acked[child] += report.at("exec_type") == "0" ? 1 : 0;
    filled[child] += report.at("exec_type") == "F" ? whole(report, "last_qty") : 0;
    ASSERT_EQ(whole(report, "cum_qty"), filled[child]);
    ASSERT_EQ(whole(report, "leaves_qty"),
              report.at("exec_type") == "4" ? 0 : wanted.at(child) - filled[child]);
    ASSERT_LT(whole(report, "ts_venue_ns"), whole(report, "ts_recv_ns"));
    ASSERT_LT(whole(report, "ts_recv_ns"), whole(report, "ts_user_ns"));
  }
  for (const auto& [child, count] : acked) {
    EXPECT_EQ(count, 1) << child;
  }
  EXPECT_EQ(acked.size(), 5'000u);
}

TEST(RawTables, QuotesOfASymbolHaveStrictlyRisingSequenceNumbersInTime) {
  const Tables tables = make(small());
  std::map<std::string, std::map<std::int64_t, std::int64_t>> times;  // by symbol: time by sequence
  for (const Line& quote : tables.quotes) {
    ASSERT_TRUE(
        times[quote.at("symbol")].emplace(whole(quote, "seq"), whole(quote, "ts_exch_ns")).second);
    ASSERT_GT(whole(quote, "seq"), 0);
  }
  for (const auto& [symbol, of] : times) {
    std::int64_t before_ns = 0;
    for (const auto& [sequence, exch_ns] : of) {
      ASSERT_GT(exch_ns, before_ns);
      before_ns = exch_ns;
    }
  }
}

// The label's rule (three windows at .15 or more, six below .04, a dwell of five) on the recorded
// masks gives back D.
TEST(RawTelemetry, TheLabelledRegimeIsTheRegimeThatTheOrdersHad) {
  OrderSynthOptions options = small();
  options.sessions = 8;
  const OrderWorld world(options);
  std::uint64_t drifted = 0, aligned = 0;
  for (std::uint32_t host = 0; host < options.hosts; ++host) {
    for (std::uint32_t session = 0; session < options.sessions; ++session) {
      TelemetryText text;
      append_telemetry(text, world, host, session);
      std::map<std::int64_t, std::pair<int, int>>
          moved;  // by time: vectors off their target, of how many
      for (const Line& line : lines_of(text[1], kTelemetryTables[1].header)) {
        auto& [off, all] = moved[whole(line, "ts_ns")];
        off += line.at("effective_list") != line.at("target_list") ? 1 : 0;
        ++all;
      }
      bool is_drifted = false;
      int high = 0, low = 0, dwell = 5;
      std::map<std::int64_t, bool> label;
      for (const auto& [at_ns, vectors] : moved) {
        const double mismatch = double{1} * vectors.first / vectors.second;
        high = mismatch >= 0.15 ? high + 1 : 0;
        low = mismatch < 0.04 ? low + 1 : 0;
        ++dwell;
        if (dwell >= 5 && (is_drifted ? low >= 6 : high >= 3)) {
          is_drifted = !is_drifted;
          dwell = 0;
        }
        label[at_ns] = is_drifted;
      }
      for (std::uint32_t bucket = 0; bucket < kOrderBuckets; ++bucket) {
        const std::int64_t start_ns = order_session_start_ns(session) + bucket * kOrderBucketNs;
        for (const std::int64_t at_ns : {start_ns, start_ns + 22 * kNsPerMinute - 1}) {
          ASSERT_EQ(std::prev(label.upper_bound(at_ns))->second,
                    world.is_drifted(host, session, bucket))
              << host << ' ' << session << ' ' << bucket;
        }
        (world.is_drifted(host, session, bucket) ? drifted : aligned) += 1;
      }
    }
  }
  EXPECT_GT(drifted, 50u);
  EXPECT_GT(aligned, 50u);
}

TEST(RawTelemetry, CountsOnlyRiseAndTheirRemoteShareIsHighUnderDrift) {
  const OrderWorld world(small());
  std::array<double, 2> remote = {}, all = {};
  for (std::uint32_t host = 0; host < 6; ++host) {
    TelemetryText text;
    append_telemetry(text, world, host, 1);
    std::map<std::pair<std::string, std::string>, std::int64_t> before;
    for (const Line& line : lines_of(text[0], kTelemetryTables[0].header)) {
      auto& last = before[{line.at("irq"), line.at("cpu")}];
      const std::int64_t delta = whole(line, "count") - last;
      last = whole(line, "count");
      ASSERT_GE(delta, 0);
      const std::int64_t minute = (whole(line, "ts_ns") - order_session_start_ns(1)) / kNsPerMinute;
      if (minute < 0 || minute >= kOrderBuckets * 30 || minute % 30 > 20) continue;
      const std::size_t regime =
          world.is_drifted(host, 1, static_cast<std::uint32_t>(minute / 30)) ? 1 : 0;
      all[regime] += static_cast<double>(delta);
      remote[regime] += whole(line, "cpu") >= 8 ? static_cast<double>(delta) : 0.0;
    }
  }
  EXPECT_NEAR(remote[0] / all[0], 0.06, 0.03);
  EXPECT_NEAR(remote[1] / all[1], 0.51, 0.04);
}

}  // namespace
}  // namespace holdfast
