#include "apply/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/json_plan.h"

namespace holdfast {
namespace {

// So that the end line of a journal is found in its last bytes (unfinished.h).
constexpr std::size_t kLongestSentence = 1000;

// As JSON, with its quotes.
std::string json_string(std::string_view text) {
  using Json = nlohmann::json;
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// JSON in one line: line ends stand between its tokens only, since strings escape theirs.
std::string in_one_line(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size(); ++at) {
    if (json[at] != '\n') {
      out += json[at];
      continue;
    }
    while (at + 1 < json.size() && json[at + 1] == ' ') ++at;
  }
  return out;
}

std::string list_of(const std::vector<Setting>& settings) {
  std::string out = "[";
  for (const auto& setting : settings) {
    if (out.size() > 1) out += ',';
    out += to_json_line(setting);
  }
  return out += ']';
}

std::string begin_line(const JournalBegin& begin) {
  std::string line = fmt::format(
      R"({{"what":"begin","id":{},"kind":"{}","boot_id":{},"at":{},"user":{},"process":{},"command":{})",
      begin.id, name_of(begin.kind), json_string(begin.boot_id), json_string(begin.at),
      begin.who.user, begin.who.process, json_string(begin.who.command));
  if (begin.kind != JournalKind::rollback) line += ",\"plan\":" + in_one_line(to_json(begin.plan));
  if (begin.kind == JournalKind::rollback) {
    line += fmt::format(",\"undoes\":[{}]", fmt::join(begin.undoes, ","));
  }
  line += ",\"before\":" + list_of(begin.before) + "}\n";
  return line;
}

std::vector<Setting> files_of(const std::vector<Setting>& settings) {
  std::vector<Setting> out;
  std::copy_if(settings.begin(), settings.end(), std::back_inserter(out),
               [](const Setting& setting) { return setting.object.kind == SettingKind::file; });
  return out;
}

// What a later boot needs: the rest of the host starts anew with it.
JournalBegin files_part(const JournalBegin& begin) {
  JournalBegin part = begin;
  std::erase_if(part.plan.steps, [](const Step& s) { return s.object.kind != SettingKind::file; });
  std::erase_if(part.plan.demands.settings,
                [](const Demand& d) { return d.kind != SettingKind::file; });
  part.plan.no_ops.clear();
  part.plan.advice.clear();
  part.plan.refusals.clear();
  part.before = files_of(begin.before);
  return part;
}

}  // namespace

Journal::Journal(JournalSink& runtime, JournalSink& files, const JournalRecord& record,
                 bool has_files)
    : runtime_(runtime),
      files_(files),
      begun_(files_part(record.begin)),
      has_files_(has_files),
      last_step_(record.steps.empty() ? 0 : record.steps.back().number) {}

bool Journal::is_file_step(std::size_t number) const {
  return std::find(file_steps_.begin(), file_steps_.end(), number) != file_steps_.end();
}

Result<void> Journal::append(std::string_view line, bool also_to_files) {
  // The one on the disk first: what is not there must not be begun.
  if (also_to_files) {
    if (auto written = files_.append(line); !written) return written;
  }
  return runtime_.append(line);
}

Result<void> Journal::begin(const JournalBegin& begin) {
  begun_ = files_part(begin);
  if (!begun_.before.empty()) {
    if (auto written = files_.append(begin_line(begun_)); !written) return written;
    has_files_ = true;
  }
  return runtime_.append(begin_line(begin));
}

Result<void> Journal::also_before(const std::vector<Setting>& settings) {
  const auto line_of = [](const std::vector<Setting>& some) {
    return fmt::format("{{\"what\":\"before\",\"settings\":{}}}\n", list_of(some));
  };
  if (const auto files = files_of(settings); !files.empty()) {
    if (!has_files_) begun_.before = files;
    auto written = files_.append(has_files_ ? line_of(files) : begin_line(begun_));
    if (!written) return written;
    has_files_ = true;
  }
  return runtime_.append(line_of(settings));
}

Result<void> Journal::step_begin(const Step& step) {
  const bool file = step.object.kind == SettingKind::file && has_files_;
  auto written = append(fmt::format("{{\"what\":\"step-begin\",\"number\":{},\"step\":{}}}\n",
                                    last_step_ + 1, to_json_line(step)),
                        file);
  if (!written) return written;
  ++last_step_;
  if (file) file_steps_.push_back(last_step_);
  return written;
}

Result<void> Journal::step_done(std::size_t number) {
  return append(fmt::format("{{\"what\":\"step-done\",\"number\":{}}}\n", number),
                is_file_step(number));
}

Result<void> Journal::step_failed(std::size_t number, std::string_view why) {
  return append(fmt::format("{{\"what\":\"step-failed\",\"number\":{},\"why\":{}}}\n", number,
                            json_string(why)),
                is_file_step(number));
}

Result<void> Journal::back(std::string_view why) {
  return append(fmt::format("{{\"what\":\"back\",\"why\":{}}}\n", json_string(why)), has_files_);
}

Result<void> Journal::end(Ending ending, std::string_view sentence) {
  return append(fmt::format("{{\"what\":\"end\",\"ending\":\"{}\",\"sentence\":{}}}\n",
                            name_of(ending), json_string(sentence.substr(0, kLongestSentence))),
                has_files_);
}

}  // namespace holdfast
