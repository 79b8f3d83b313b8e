// What a person sees, as it stands in tests/golden/probe. UPDATE_GOLDEN=1 writes it anew.
#include "probe/probe_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "probe/delay_curve.h"
#include "probe/probe_test_fixture.h"
#include "probe/sockperf_report.h"
#include "probe/text_grid.h"

namespace holdfast {
namespace {

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = HOLDFAST_SOURCE_DIR "/tests/golden/probe/" + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::stringstream expected;
  expected << std::ifstream(path).rdbuf();
  EXPECT_EQ(expected.str(), text) << "UPDATE_GOLDEN=1 writes " << path;
}

const std::vector<ComparedReceiver>& comparison() {
  static const auto kComparison = some_comparison();
  return kComparison;
}

std::vector<ProbeResult> results() {
  std::vector<ProbeResult> out;
  for (const auto& receiver : comparison()) {
    if (!receiver.rounds.empty()) out.push_back(receiver.rounds.back());
  }
  return out;
}

ProbeResult troubled() {
  auto result = results()[0];
  result.received = 19'990;
  result.lost = 10;
  result.reordered = 3;
  result.foreign = 1;
  result.ring_full = 2;
  result.delays[1].negative = 30;
  result.parts = {{"queue 0", result.delays[1]},
                  {"queue 3", delays_of({1500}, "kernel to user", "")}};
  result.notes = {"hf0 has no hardware timestamps."};
  result.spoilt = why_spoilt(result);
  return result;
}

bool shows(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The longest line.
std::size_t width_in(const std::string& text) {
  std::size_t most = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) most = std::max(most, places_of(line));
  return most;
}

TEST(ProbeText, IsAsItWas) {
  expect_golden("result.txt", to_text(results()[2], 100));
  expect_golden("troubled.txt", to_text(troubled(), 80));
}

TEST(ProbeText, OfTheComparisonIsAsItWas) {
  for (const auto& [of, columns] : {std::pair{"kernel to user", 120U}, {"sender to user", 80U}}) {
    const auto text =
        compare_table(comparison(), of, columns) + "\n" + compare_notes(comparison(), columns);
    expect_golden(fmt::format("compare-{}.txt", columns), text);
  }
}

TEST(ProbeText, OfThePlotIsAsItWas) {
  expect_golden("plot-one.txt", percentile_plot({results()[0]}, 80, true));
  expect_golden("plot-several.txt", percentile_plot(results(), 100, true));
  expect_golden("plot-several-ascii.txt", percentile_plot(results(), 60, false));
}

TEST(ProbeText, OfThePageIsAsItWas) {
  expect_golden("report.html", probe_report_html({results()[0], results()[1], troubled()},
                                                 "Three receivers on <hf0>"));
}

TEST(ProbeText, IsNoWiderThanItMayBe) {
  for (std::size_t columns = 60; columns < 200; columns += 7) {
    EXPECT_LE(width_in(to_text(troubled(), columns)), columns) << columns;
    EXPECT_LE(width_in(compare_table(comparison(), "kernel to user", columns)), columns) << columns;
    EXPECT_LE(width_in(compare_notes(comparison(), columns)), columns) << columns;
    EXPECT_LE(width_in(percentile_plot(results(), columns, true)), columns) << columns;
  }
}

TEST(ProbeText, KeepsTheLossAndTheSwitchesHoweverNarrowItIs) {
  const auto table = compare_table(comparison(), "sender to user", 72);
  EXPECT_TRUE(shows(table, "lost"));
  EXPECT_TRUE(shows(table, "P99.9"));
  EXPECT_TRUE(shows(table, "812"));
  EXPECT_FALSE(shows(table, "msgs/call"));
}

TEST(ProbeText, OfAWordThatObeysNobodyIsVisible) {
  auto result = results()[0];
  result.receiver = "a\x1b[31m<script>&";
  const ComparedReceiver receiver{.name = result.receiver, .rounds = {result}};
  for (const auto& text : {to_text(result, 80), compare_table({receiver}, "round trip", 80),
                           percentile_plot({result, result}, 80, true)}) {
    EXPECT_FALSE(shows(text, "\x1b"));
    EXPECT_TRUE(shows(text, "\\x1b[31m"));
  }
  const auto page = probe_report_html({result}, result.receiver);
  EXPECT_FALSE(shows(page, "<script>"));
  EXPECT_TRUE(shows(page, "&lt;script&gt;&amp;"));
}

TEST(ProbeText, OfNothingIsShort) {
  EXPECT_EQ(percentile_plot({}, 80, true), "");
  EXPECT_EQ(percentile_plot({ProbeResult{}}, 80, true), "");
  EXPECT_EQ(compare_table({}, "round trip", 80), "");
  EXPECT_EQ(compare_notes({}, 80), "");
  EXPECT_TRUE(shows(to_text(ProbeResult(), 0), "0 packets received"));
  EXPECT_TRUE(shows(probe_report_html({}, "none"), "</html>"));
}

TEST(ProbeText, TheFirstReceiverThatIsThereIsTheBaseOfTheRatios) {
  auto receivers = comparison();
  std::swap(receivers[0], receivers[3]);
  const auto table = compare_table(receivers, "sender to user", 200);
  EXPECT_TRUE(shows(table, "×blocking"));
  EXPECT_TRUE(
      shows(compare_notes(receivers, 200), "io_uring is absent: io_uring is not permitted"));
}

ComparedReceiver sockperf_rounds() {
  SockperfReport report;
  report.dropped = 3;
  report.seconds = 0.5;
  report.sent = 50'000;
  report.percentiles = {{0.5, 5000, {}, {}}, {0.99, 9000, {}, {}}, {1, 70'000, {}, {}}};
  return {.name = "sockperf", .rounds = {result_of(report)}, .absent = ""};
}

TEST(ProbeText, SockperfIsTheLastRowByItsHalfRoundTripAndSaysWhatThatIs) {
  const auto beside = sockperf_rounds();
  const auto table = compare_table(comparison(), "sender to user", 200, &beside);
  const auto row = table.substr(table.find("sockperf, half a round trip"));
  EXPECT_TRUE(shows(row, "5.00"));
  EXPECT_TRUE(shows(row, "9.00"));
  EXPECT_FALSE(shows(row, "70.0"));  // no P99.9 is told: the maximum does not stand for it
  const auto notes = compare_notes(comparison(), 200, &beside);
  EXPECT_TRUE(shows(notes, "half of a round trip by its client's clock"));
  EXPECT_TRUE(shows(notes, "Maximum 70.0 µs, of 100000 messages/s"));
}

TEST(ProbeText, OfSockperfThatMeasuredNothingTheReasonIsToldAndNoRow) {
  const ComparedReceiver beside{.name = "sockperf", .rounds = {}, .absent = "it did not end"};
  EXPECT_FALSE(shows(compare_table(comparison(), "sender to user", 200, &beside), "sockperf"));
  EXPECT_TRUE(
      shows(compare_notes(comparison(), 200, &beside), "sockperf has no row: it did not end"));
}

TEST(ProbeText, OfAPageFetchesNothing) {
  const auto page = probe_report_html(results(), "x");
  for (const auto* word : {"http:", "https:", "src=", "url(", "@import", "<link", "<script"}) {
    std::string rest = page;  // the names of XML are no addresses that a browser fetches
    for (std::size_t at; (at = rest.find("http://www.w3.org/")) != std::string::npos;) {
      rest.erase(at, 18);
    }
    EXPECT_FALSE(shows(rest, word)) << word;
  }
}

TEST(DelayCurve, IsOfTheFirstKindOfDelaysThatAllHave) {
  auto all = results();
  EXPECT_EQ(delays_to_plot(all), "sender to user");
  all[0].delays.erase(all[0].delays.begin());
  EXPECT_EQ(delays_to_plot({all[0], all[1]}), "kernel to user");
  EXPECT_EQ(curves_of(all, "kernel to user").size(), 2U);  // AF_XDP has none
}

TEST(DelayCurve, IsAStraightLineBetweenThePointsOfItsScale) {
  ProbeResult result;
  result.delays = {
      {.of = "x", .count = 1000, .percentiles = {{0.9, 100}, {0.99, 10'000}, {1, 20'000}}}};
  const auto curve = curves_of({result}, "x").at(0);
  EXPECT_NEAR(*ns_at(curve, 1), 100, 1e-9);
  EXPECT_NEAR(*ns_at(curve, 1.5), 1000, 1e-9);
  EXPECT_EQ(ns_at(curve, 0.5), std::nullopt);
  EXPECT_EQ(ns_at(curve, 2.5), std::nullopt);
  EXPECT_EQ(curve.maximum->step, 3);
}

TEST(DelayCurve, HasRoundTicksAroundAllThatItShows) {
  const auto ticks = [](double least, double greatest, std::size_t most) {
    ProbeResult result;
    result.delays = {{.of = "x", .percentiles = {{0.5, least}, {1, greatest}}}};
    return delay_ticks(curves_of({result}, "x"), most);
  };
  using List = std::vector<double>;
  EXPECT_EQ(ticks(1700, 9000, 9), (List{1000, 2000, 5000, 10'000}));
  EXPECT_EQ(ticks(2000, 2000, 9), (List{2000, 5000}));
  EXPECT_EQ(ticks(1700, 5.9e6, 6), (List{1000, 10'000, 100'000, 1e6, 1e7}));
  EXPECT_EQ(ticks(1700, 5.9e6, 3), (List{1000, 100'000, 1e7}));
  EXPECT_EQ(ticks(-5, 5e18, 2), (List{1, 1e19}));
  EXPECT_EQ(delay_ticks({}, 5).size(), 2U);
}

}  // namespace
}  // namespace holdfast
