#include "apply/rollback.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "apply/carry_out.h"
#include "apply/object_key.h"
#include "plan/make_plan.h"

namespace holdfast {
namespace {

bool is_undoable(const StoredJournal& journal) {
  const auto& record = journal.record;
  return record.begun && record.begin.kind == JournalKind::apply &&
         (record.ending == Ending::done || record.ending == Ending::pending);
}

std::set<std::uint64_t> undone_ids(const std::vector<StoredJournal>& journals) {
  std::set<std::uint64_t> ids;
  for (const auto& journal : journals) {
    const auto& record = journal.record;
    if (record.begin.kind != JournalKind::rollback) continue;
    if (record.ending != Ending::done && record.ending != Ending::pending) continue;
    ids.insert(record.begin.undoes.begin(), record.begin.undoes.end());
  }
  return ids;
}

// A setting that both changed; the first found.
std::optional<std::string> shared(const JournalRecord& a, const JournalRecord& b) {
  std::set<std::string> keys;
  for (const auto& setting : a.begin.before) keys.insert(key_of(setting.object));
  for (const auto& setting : b.begin.before) {
    if (keys.contains(key_of(setting.object))) return label_of(setting.object);
  }
  return std::nullopt;
}

const StoredJournal* find(const std::vector<StoredJournal>& journals, std::uint64_t id) {
  for (const auto& journal : journals) {
    if (journal.id == id) return &journal;
  }
  return nullptr;
}

Result<void> check_named(const std::vector<StoredJournal>& journals, std::uint64_t id) {
  const auto* journal = find(journals, id);
  if (!journal || !journal->record.begun) {
    return fail(ErrorCode::usage,
                fmt::format("there is no apply {}; holdfast rollback --list has them", id));
  }
  const auto& record = journal->record;
  if (record.begin.kind == JournalKind::rollback) {
    return fail(ErrorCode::usage, fmt::format("{} is itself a rollback; apply the policy again "
                                              "instead",
                                              id));
  }
  if (!record.finished()) {
    return fail(ErrorCode::usage,
                fmt::format("apply {} was not finished; holdfast recover brings it to an end", id));
  }
  if (!is_undoable(*journal)) {
    return fail(ErrorCode::usage, fmt::format("apply {} changed nothing that stayed ({})", id,
                                              name_of(*record.ending)));
  }
  return {};
}

Result<void> check_later(const std::vector<StoredJournal>& journals,
                         const std::set<std::uint64_t>& chosen,
                         const std::set<std::uint64_t>& undone) {
  for (const auto id : chosen) {
    for (const auto& later : journals) {
      if (later.id <= id || chosen.contains(later.id) || undone.contains(later.id)) continue;
      if (!is_undoable(later)) continue;
      const auto object = shared(find(journals, id)->record, later.record);
      if (!object) continue;
      return fail(ErrorCode::usage,
                  fmt::format("apply {} stands on apply {} (both set {}); name both: holdfast "
                              "rollback {} {}",
                              later.id, id, *object, id, later.id));
    }
  }
  return {};
}

}  // namespace

Result<RollbackChoice> choose_rollback(const std::vector<StoredJournal>& journals,
                                       const std::vector<std::uint64_t>& ids,
                                       const std::string& boot_id) {
  const auto undone = undone_ids(journals);
  std::set<std::uint64_t> chosen(ids.begin(), ids.end());
  RollbackChoice choice;
  if (chosen.empty()) {
    const auto last = std::find_if(journals.rbegin(), journals.rend(), is_undoable);
    if (last == journals.rend()) {
      choice.already = "no apply has finished since the boot; there is nothing to roll back";
      return choice;
    }
    if (undone.contains(last->id)) {
      choice.already = fmt::format(
          "apply {} is rolled back already; name an older one to go "
          "further back",
          last->id);
      return choice;
    }
    chosen.insert(last->id);
  }
  for (const auto id : chosen) {
    if (auto checked = check_named(journals, id); !checked) return tl::unexpected(checked.error());
  }
  if (auto checked = check_later(journals, chosen, undone); !checked) {
    return tl::unexpected(checked.error());
  }
  std::set<std::string> taken;
  for (const auto id : chosen) {  // rising: the oldest value wins
    const auto& begin = find(journals, id)->record.begin;
    for (const auto& setting : begin.before) {
      // What the kernel held before another boot is no goal for this one.
      if (begin.boot_id != boot_id && setting.object.kind != SettingKind::file) continue;
      if (taken.insert(key_of(setting.object)).second) choice.before.push_back(setting);
    }
    choice.ids.push_back(id);
  }
  if (choice.before.empty()) {
    choice.already = "the host was booted since, and nothing of that apply outlived it";
  }
  return choice;
}

Outcome roll_back(HostPort& host, Journal& journal, JournalBegin stamp,
                  const RollbackChoice& choice, const ApplyOptions& options) {
  Outcome outcome;
  outcome.sentence = choice.already;
  if (!choice.already.empty()) return outcome;
  outcome.plan = make_rollback(choice.before, host.read());
  if (outcome.plan.steps.empty()) {
    outcome.sentence = "everything is as it was before; there is nothing to do";
    return outcome;
  }
  stamp.kind = JournalKind::rollback;
  stamp.undoes = choice.ids;
  stamp.before = choice.before;
  outcome.id = stamp.id;
  if (auto begun = journal.begin(stamp); !begun) {
    outcome.kind = OutcomeKind::refused;
    outcome.sentence = "nothing was changed: " + begun.error().sentence;
    return outcome;
  }
  go_back(host, journal, choice.before, options, Ending::done, "", outcome);
  return outcome;
}

}  // namespace holdfast
