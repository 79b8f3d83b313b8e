#include "apply/journal_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "model/json_plan.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostLines = 200'000;
constexpr int kDeepest = 32;

constexpr std::array kEndings = {Ending::done, Ending::pending, Ending::rolled_back,
                                 Ending::failed};

// Deeper than any journal of ours: the library writes nested values by recursion, and a hostile
// file may not choose how deep our stack goes.
bool is_too_deep(std::string_view line) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quoted) {
      if (c == '\\') ++at;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

// Reads the members of one line; the first that is not as it should be is kept in `wrong`.
class Line {
 public:
  Line(const Json& json, std::string& wrong) : json_(json), wrong_(wrong) {}

  std::string text(const char* key) {
    const auto* member = find(key);
    if (!member || !member->is_string()) return refuse(key, "a string"), std::string();
    return member->get<std::string>();
  }
  std::uint64_t number(const char* key, std::uint64_t most) {
    const auto* member = find(key);
    if (!member || !member->is_number_unsigned() || member->get<std::uint64_t>() > most) {
      return refuse(key, "a number"), 0;
    }
    return member->get<std::uint64_t>();
  }
  std::vector<std::uint64_t> numbers(const char* key) {
    std::vector<std::uint64_t> out;
    for (const auto& member : array(key)) {
      if (!member.is_number_unsigned()) return refuse(key, "numbers"), out;
      out.push_back(member.get<std::uint64_t>());
    }
    return out;
  }
  std::vector<Setting> settings(const char* key) {
    std::vector<Setting> out;
    for (const auto& member : array(key)) {
      auto setting = setting_from_json(dumped(member));
      if (!setting) return refuse(key, setting.error().sentence), out;
      out.push_back(std::move(*setting));
    }
    return out;
  }
  Plan plan(const char* key) {
    auto plan = plan_from_json(object(key));
    if (!plan) return refuse(key, plan.error().sentence), Plan();
    return std::move(*plan);
  }
  Step step(const char* key) {
    auto step = step_from_json(object(key));
    if (!step) return refuse(key, step.error().sentence), Step();
    return std::move(*step);
  }
  bool is_sound() const { return wrong_.empty(); }
  const Json* find(const char* key) const {
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }
  void refuse(std::string_view key, std::string_view expected) {
    if (wrong_.empty()) wrong_ = fmt::format("\"{}\": expected {}", key, expected);
  }

 private:
  static std::string dumped(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  std::string object(const char* key) const {
    const auto* member = find(key);
    return member ? dumped(*member) : "null";
  }
  const Json& array(const char* key) {
    static const Json kNone = Json::array();
    const auto* member = find(key);
    if (!member || !member->is_array()) return refuse(key, "a list"), kNone;
    return *member;
  }

  const Json& json_;
  std::string& wrong_;
};

JournalBegin begin_of(Line& line) {
  JournalBegin begin;
  begin.id = line.number("id", std::numeric_limits<std::uint32_t>::max());
  const auto kind = parse_journal_kind(line.text("kind"));
  if (!kind) line.refuse("kind", "\"apply\", \"rollback\" or \"bench\"");
  begin.kind = kind.value_or(JournalKind::apply);
  begin.boot_id = line.text("boot_id");
  begin.at = line.text("at");
  begin.who.user =
      static_cast<std::uint32_t>(line.number("user", std::numeric_limits<std::uint32_t>::max()));
  begin.who.process =
      static_cast<std::uint32_t>(line.number("process", std::numeric_limits<std::uint32_t>::max()));
  begin.who.command = line.text("command");
  if (begin.kind != JournalKind::rollback) begin.plan = line.plan("plan");
  if (begin.kind == JournalKind::rollback) begin.undoes = line.numbers("undoes");
  begin.before = line.settings("before");
  return begin;
}

void end_step(JournalRecord& record, Line& line, StepState state) {
  const auto number = line.number("number", kMostLines);
  auto step = std::upper_bound(
      record.steps.begin(), record.steps.end(), number,
      [](std::uint64_t wanted, const JournalStep& known) { return wanted < known.number; });
  if (step == record.steps.begin() || std::prev(step)->number != number) {
    return line.refuse("number", "that of a step that was begun");
  }
  --step;
  step->state = state;
  if (state == StepState::failed) step->why = line.text("why");
}

void begin_step(JournalRecord& record, Line& line) {
  const auto number = static_cast<std::size_t>(line.number("number", kMostLines));
  if (number == 0 || (!record.steps.empty() && number < record.steps.back().number)) {
    return line.refuse("number", "one that rises");
  }
  auto step = line.step("step");
  if (!line.is_sound()) return;
  record.steps.push_back({number, std::move(step), StepState::begun, "", record.going_back});
}

void take_line(JournalRecord& record, const Json& json, std::string& wrong) {
  Line line(json, wrong);
  const auto what = line.text("what");
  record.ending.reset();  // a recovery goes on where the end was not yet in both journals
  if (what == "begin" && !record.begun) {
    auto begin = begin_of(line);
    if (!wrong.empty()) return;
    record.begin = std::move(begin);
    record.begun = true;
  } else if (!record.begun) {
    line.refuse("what", "\"begin\"");
  } else if (what == "before") {
    const auto more = line.settings("settings");
    if (wrong.empty())
      record.begin.before.insert(record.begin.before.end(), more.begin(), more.end());
  } else if (what == "step-begin") {
    begin_step(record, line);
  } else if (what == "step-done") {
    end_step(record, line, StepState::done);
  } else if (what == "step-failed") {
    end_step(record, line, StepState::failed);
  } else if (what == "back") {
    record.going_back = true;
  } else if (what == "end") {
    const auto name = line.text("ending");
    const auto sentence = line.text("sentence");
    for (const auto ending : kEndings) {
      if (name_of(ending) == name) record.ending = ending;
    }
    if (!record.ending) return line.refuse("ending", "one of done, pending, rolled-back, failed");
    record.sentence = sentence;
  } else {
    line.refuse("what", "a kind of line that this version knows");
  }
}

// What is wrong with the line; empty when it was taken in.
std::string take_text(JournalRecord& record, std::string_view text) {
  if (is_too_deep(text)) return fmt::format("it nests deeper than {} levels", kDeepest);
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return "it is no JSON object";
  std::string wrong;
  take_line(record, json, wrong);
  return wrong;
}

}  // namespace

std::string_view name_of(JournalKind kind) {
  switch (kind) {
    case JournalKind::apply: return "apply";
    case JournalKind::rollback: return "rollback";
    case JournalKind::bench: return "bench";
  }
  return "";
}

std::optional<JournalKind> parse_journal_kind(std::string_view name) {
  for (const auto kind : {JournalKind::apply, JournalKind::rollback, JournalKind::bench}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string_view name_of(Ending ending) {
  switch (ending) {
    case Ending::done: return "done";
    case Ending::pending: return "pending";
    case Ending::rolled_back: return "rolled-back";
    case Ending::failed: return "failed";
  }
  return "failed";
}

std::string_view name_of(StepState state) {
  switch (state) {
    case StepState::begun: return "begun";
    case StepState::done: return "done";
    case StepState::failed: return "failed";
  }
  return "failed";
}

Result<JournalRecord> parse_journal(std::string_view text, std::string_view path) {
  if (text.size() > kLargestJournal) {
    return fail(ErrorCode::too_large, fmt::format("{}: a journal of {} bytes; {} are the most that "
                                                  "is read",
                                                  path, text.size(), kLargestJournal));
  }
  JournalRecord record;
  for (std::size_t at = 0, number = 1; at < text.size(); ++number) {
    const auto end = text.find('\n', at);
    const bool whole = end != std::string_view::npos;
    const auto line = text.substr(at, whole ? end - at : end);
    const auto next = whole ? end + 1 : text.size();
    if (number > kMostLines) {
      return fail(ErrorCode::too_large, fmt::format("{}: more than {} lines", path, kMostLines));
    }
    const std::string wrong = whole ? take_text(record, line) : "it has no end";
    if (!wrong.empty()) {
      if (next < text.size()) {
        return fail(
            ErrorCode::malformed,
            fmt::format("{}:{}: {}; the file was changed, or is no journal", path, number, wrong));
      }
      record.torn = fmt::format("{}:{}: the last line is not whole ({}) and is left out", path,
                                number, wrong);
      return record;
    }
    record.sound_bytes = next;
    at = next;
  }
  return record;
}

}  // namespace holdfast
