#include "cli/top_draw.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/top_line.h"
#include "cli/top_parts.h"

namespace holdfast {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kNarrowest = 40;  // drawn as if it were so wide; the terminal cuts the rest
constexpr std::size_t kTitleRows = 2;   // of a part: its title and its columns' titles
constexpr std::size_t kRowsForFigures = 18;  // from so many rows each figure has a line

void add(Lines& to, Lines from) {
  for (auto& line : from) to.push_back(std::move(line));
}

std::string title_line(const TopView& view, const TopPart& part, bool chosen, std::size_t first,
                       std::size_t shown) {
  TopLine line(view.screen);
  const auto end = part.title.find("  ");
  line.add(part.title.substr(0, end), chosen ? Style::yellow : Style::bold);
  if (shown < part.rows.size()) {
    line.add(shown == 0 ? "" : fmt::format(": {}–{}", first + 1, first + shown), Style::dim);
  }
  if (end != std::string::npos) line.add(part.title.substr(end), Style::dim);
  return line.text();
}

/// A part in `rows` rows; nothing when they are too few for one row of it.
Lines drawn(const TopView& view, const TopPart& part, std::size_t rows, std::size_t first,
            bool chosen) {
  if (rows <= kTitleRows) return {};
  const std::size_t shown =
      std::min(rows - kTitleRows, part.rows.size() - std::min(first, part.rows.size()));
  Lines lines{title_line(view, part, chosen, first, shown)};
  if (!part.rows.empty()) lines.push_back(part.head);
  for (std::size_t i = 0; i < shown; ++i) lines.push_back(part.rows[first + i]);
  return lines;
}

std::size_t wish_of(const TopPart& part) {
  return part.rows.empty() ? 1 : kTitleRows + part.rows.size();
}

Lines chosen_part(const TopModel& model, TopView& view, std::size_t rows) {
  const TopPart part = view.focus == TopFocus::cpus     ? top_cpus(model, view)
                       : view.focus == TopFocus::events ? top_events(model, view)
                                                        : top_vectors(model, view);
  const std::size_t fit = rows > kTitleRows ? rows - kTitleRows : 0;
  view.scroll = std::min(view.scroll, part.rows.size() - std::min(fit, part.rows.size()));
  return drawn(view, part, std::max(rows, kTitleRows), view.scroll, true);
}

/// All three: vectors first, for they are what this is about; then events, then CPUs.
Lines all_parts(const TopModel& model, const TopView& view, std::size_t rows) {
  const TopPart vectors = top_vectors(model, view), events = top_events(model, view),
                cpus = top_cpus(model, view);
  std::size_t left = rows;
  const auto take = [&left](std::size_t wish, std::size_t most) {
    std::size_t got = std::min({wish, most, left});
    if (got == 2) got = left >= 3 && wish >= 3 ? 3 : 0;
    left -= got;
    return got;
  };
  std::size_t of_cpus = take(wish_of(cpus), std::max<std::size_t>(rows / 4, rows >= 16 ? 4 : 0));
  std::size_t of_events = take(wish_of(events), std::max<std::size_t>(rows / 3, rows >= 9 ? 4 : 0));
  const std::size_t of_vectors = take(wish_of(vectors), left);
  of_events += take(wish_of(events) - std::min(wish_of(events), of_events), left);
  of_cpus += take(wish_of(cpus) - std::min(wish_of(cpus), of_cpus), left);
  Lines lines = drawn(view, vectors, of_vectors, 0, false);
  add(lines, drawn(view, cpus, of_cpus, 0, false));
  add(lines, drawn(view, events, of_events, 0, false));
  return lines;
}

std::string last_line(const TopView& view) {
  TopLine line(view.screen);
  if (view.typing) {
    return line.add("filter: ", Style::bold)
        .add(view.filter + "_")
        .add("   Enter keeps, Esc forgets", Style::dim)
        .text();
  }
  if (!view.filter.empty())
    line.add("filter: ", Style::yellow).add(view.filter + "  ", Style::bold);
  const bool narrow = view.screen.columns < kTopNarrow;
  return line
      .add(narrow ? "q quit  p pause  v c e focus  / filter  ? help"
                  : "q quit  p pause  v vectors  c CPUs  e events  / filter  ? help",
           Style::dim)
      .text();
}

}  // namespace

std::vector<std::string> draw_top(const TopModel& model, TopView& view) {
  view.screen.columns = std::max(view.screen.columns, kNarrowest);
  const std::size_t bound = view.rows == 0 ? SIZE_MAX / 4 : view.rows;
  Lines keys;
  if (view.live) keys.push_back(last_line(view));
  if (!model.is_ready()) {
    Lines lines{TopLine(view.screen).add("waiting for the agent's first window …").text()};
    return lines;
  }
  Lines lines = top_header(model, view);
  Lines footer = top_footer(model, view);
  if (view.help) {
    lines.emplace_back();
    add(lines, top_help(view));
    footer.clear();
  } else {
    add(lines, top_figures(model, view, bound < kRowsForFigures));
  }
  // A short screen does without the foot, then without what is said twice.
  if (bound < kRowsForFigures) footer.clear();
  const std::size_t around = footer.size() + keys.size();
  if (lines.size() + around > bound) lines.resize(bound > around ? bound - around : 0);
  const std::size_t rows = bound - lines.size() - around;
  if (!view.help) {
    add(lines, view.focus == TopFocus::all ? all_parts(model, view, rows)
                                           : chosen_part(model, view, rows));
  }
  // The foot stands at the foot of a terminal.
  while (view.rows > 0 && lines.size() + around < view.rows) lines.emplace_back();
  add(lines, std::move(footer));
  add(lines, std::move(keys));
  if (view.rows > 0 && lines.size() > view.rows) lines.resize(view.rows);
  return lines;
}

}  // namespace holdfast
