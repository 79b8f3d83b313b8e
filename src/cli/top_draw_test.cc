// Pictures at several sizes in tests/golden/top, of the feed that is there. UPDATE_GOLDEN=1 writes
// them anew.
#include "cli/top_draw.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace holdfast {
namespace {

const std::string kFolder = HOLDFAST_SOURCE_DIR "/tests/golden/top/";

TopModel story() {
  TopModel model;
  std::ifstream feed(kFolder + "feed.jsonl");
  for (std::string line; std::getline(feed, line);) EXPECT_TRUE(model.take(line)) << line;
  return model;
}

TopView view_of(std::size_t columns, std::size_t rows) {
  TopView view;
  view.screen.columns = columns;
  view.rows = rows;
  return view;
}

std::string picture(const TopModel& model, TopView view) {
  std::string text;
  for (const auto& line : draw_top(model, view)) text += line + '\n';
  return text;
}

bool shows(const std::string& picture, std::string_view text) {
  return picture.find(text) != std::string::npos;
}

TEST(TopDraw, PicturesAreAsTheyWere) {
  const TopModel model = story();
  TopView help = view_of(100, 30), narrow_cpus = view_of(60, 20), file = view_of(120, 0);
  help.help = true;
  narrow_cpus.focus = TopFocus::cpus;
  file.live = false;
  const std::pair<const char*, TopView> cases[] = {{"120x40", view_of(120, 40)},
                                                   {"80x24", view_of(80, 24)},
                                                   {"60x24", view_of(60, 24)},
                                                   {"60x12", view_of(60, 12)},
                                                   {"help", help},
                                                   {"60x20-cpus", narrow_cpus},
                                                   {"file", file}};
  for (const auto& [name, view] : cases) {
    const std::string path = kFolder + name + ".txt", text = picture(model, view);
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
    std::stringstream expected;
    expected << std::ifstream(path).rdbuf();
    EXPECT_EQ(expected.str(), text) << "UPDATE_GOLDEN=1 writes " << path;
  }
}

TEST(TopDraw, NoSizeIsExceededWhateverIsShown) {
  const TopModel model = story();
  for (std::size_t columns = 40; columns < 200; columns += 7) {
    for (std::size_t rows = 1; rows < 60; rows += 3) {
      for (const auto focus :
           {TopFocus::all, TopFocus::vectors, TopFocus::cpus, TopFocus::events}) {
        TopView view = view_of(columns, rows);
        view.focus = focus;
        view.scroll = rows;
        const auto lines = draw_top(model, view);
        EXPECT_LE(lines.size(), rows);
        for (const auto& line : lines) EXPECT_LE(width_of(line), columns) << line;
      }
    }
  }
}

TEST(TopDraw, TheWorstVectorIsFirstAndTheCulpritHasItsName) {
  const std::string text = picture(story(), view_of(120, 40));
  const auto drifted = text.find(" drifted"), aligned = text.find(" aligned\n");
  ASSERT_NE(drifted, std::string::npos);
  EXPECT_LT(drifted, aligned);
  EXPECT_TRUE(shows(text, "irqbalance.service (irqbalance, pid 812)"));
}

TEST(TopDraw, ScrollingEndsWithTheLastRow) {
  TopView view = view_of(100, 20);
  view.focus = TopFocus::events;
  view.scroll = 1'000'000;
  const TopModel model = story();
  draw_top(model, view);
  EXPECT_LT(view.scroll, model.events.size());
  EXPECT_FALSE(shows(picture(model, view), "Events 0"));
}

TEST(TopDraw, AFilterLeavesRowsOutWhateverTheirCase) {
  TopView view = view_of(100, 40);
  view.filter = "PTP";
  const std::string text = picture(story(), view);
  EXPECT_TRUE(shows(text, "Vectors 1 of 6"));
  EXPECT_FALSE(shows(text, "eth0 rx+tx 1"));
}

TEST(TopDraw, ForeignBytesDoNotReachTheTerminal) {
  TopModel model = story();
  model.status->hostname = "\033[2J";
  model.status->regime_evidence =
      "\x9b"
      "31m";
  model.frame->vectors[0].nic = "eth\n0";
  model.events.back().subject = std::string("a\0b", 3);
  const std::string text = picture(model, view_of(120, 40));
  for (const char byte : {'\033', '\x9b', '\0'}) EXPECT_EQ(text.find(byte), std::string::npos);
  EXPECT_TRUE(shows(text, "eth\\x0a0"));
}

TEST(TopDraw, WithoutColoursThereAreNoSequencesAndWithThemEachIsEnded) {
  TopView view = view_of(100, 40);
  view.screen.colours = true;
  std::string text = picture(story(), view);
  EXPECT_TRUE(shows(text, "\033[31m"));
  std::size_t begun = 0, ended = 0;
  for (std::size_t at = 0; (at = text.find("\033[", at)) != std::string::npos; ++at) {
    ++(text.substr(at, 4) == "\033[0m" ? ended : begun);
  }
  EXPECT_EQ(begun, ended);
  view.screen.colours = false;
  EXPECT_FALSE(shows(picture(story(), view), "\033"));
}

TEST(TopDraw, SaysThatTheAgentIsSilentOrHasEnded) {
  TopModel model = story();
  model.silent_seconds = 130;
  EXPECT_TRUE(shows(picture(model, view_of(60, 20)), "silent for 2 min"));
  model.forget();
  EXPECT_TRUE(shows(picture(model, view_of(60, 20)), "the agent has ended"));
}

TEST(TopModel, EventsThatAreToldAgainAreNotDoubled) {
  TopModel model = story();
  const auto count = model.events.size();
  const Event last = model.events.back();
  EXPECT_TRUE(model.take(fmt::format("{{\"event\":{}}}", to_json(last))));
  EXPECT_EQ(model.events.size(), count);
  EXPECT_FALSE(model.take("{\"metrics\":\"\"}"));
  EXPECT_FALSE(model.take("\xff"));
}

TEST(TopView, KeysArriveSingleAndTogetherAndCutInTheMiddle) {
  TopView view = view_of(100, 20);
  view.press("e\033[B\033OB");
  EXPECT_EQ(view.focus, TopFocus::events);
  EXPECT_EQ(view.scroll, 2U);
  view.press("\033[5~");
  EXPECT_EQ(view.scroll, 0U);
  view.press("/ä\177eth\r");
  EXPECT_EQ(view.filter, "eth");
  EXPECT_FALSE(view.typing);
  view.press("\033[");
  view.press(std::string_view("\0\377\200", 3));
  EXPECT_FALSE(view.ended);
  view.press("\033");
  EXPECT_EQ(view.filter, "");
  view.press("q");
  EXPECT_TRUE(view.ended);
}

}  // namespace
}  // namespace holdfast
