// WatchedSettings: what the agent looks at, with what was last seen of it and what the policy
// wants.
//
// Everything that the policy names, and all settings of interfaces with a device, so that a change
// of what nobody demanded is told, too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/agent_host.h"
#include "attribution/attribute.h"
#include "model/host_snapshot.h"
#include "model/plan.h"
#include "plan/make_plan.h"

namespace holdfast {

struct WatchedSetting {
  SettingObject object;
  std::string key;  // the same over changes of its IRQ number
  std::string driver;
  std::optional<std::string> wanted;  // by the policy
  Risk risk = Risk::safe;             // of setting it
  std::string value;                  // when last read
  std::optional<CpuSet> effective;    // of an interrupt
  std::string cgroup;                 // of a thread, when the whole host was last read
  Instant read_at;
  std::string value_before;  // the last change
  Instant changed_at;        // when that was seen
  bool is_doubtful = false;  // the mask before was read again, too soon to be believed

  /// Is it as the policy wants it? True when the policy does not name it.
  bool is_as_wanted() const;
  /// Of an interrupt: requested as wanted, and not delivered there yet.
  bool is_pending() const;
};

enum class LookBy { sighting, own_write };

class WatchedSettings {
 public:
  /// The table as the snapshot has it, which was read between `begun` and `now`; what is other than
  /// in the table before is returned, also of what was gone meanwhile (a driver that was unbound).
  /// An interrupt that moved within its mask is, too. Of the first call nothing is.
  std::vector<Change> renew(const HostSnapshot& host, const std::vector<Wanted>& wanted,
                            Instant begun, Instant now);
  /// Reads one setting again; its change, if there is one. A mask that is read as it was before its
  /// last change, within 20 ms and not by our own hand, is not believed yet: it is doubtful, and to
  /// be looked at again.
  std::optional<Change> look(WatchedSetting& setting, AgentHost& host,
                             LookBy by = LookBy::sighting);

  std::vector<WatchedSetting>& all() { return settings_; }
  const std::vector<WatchedSetting>& all() const { return settings_; }
  WatchedSetting* find(std::string_view key);
  /// The setting that this file sets, by either of an interrupt's two; nullptr: none that we watch.
  WatchedSetting* of_file(std::string_view path);
  /// The setting of this thread's CPUs; nullptr: the policy does not name it.
  WatchedSetting* of_thread(std::string_view tid);
  /// Files of the settings that the policy names.
  std::vector<std::string> policy_files() const;
  /// Those whose CPUs the policy says.
  std::vector<ThreadId> threads() const;

 private:
  void add(const HostSnapshot& host, SettingObject object, std::optional<std::string> wanted,
           Instant now);
  void index();

  struct Gone {
    std::string value;                // when last read
    Instant missed_at;                // when it was not there
    std::optional<CpuSet> effective;  // of an interrupt that is the same
  };
  /// What was there of a setting: in the table before, or until it went.
  std::optional<Gone> before_of(const WatchedSetting& setting,
                                const std::vector<WatchedSetting>& before,
                                const std::unordered_map<std::string, std::size_t>& known);

  std::vector<WatchedSetting> settings_;
  std::unordered_map<std::string, Gone> gone_;  // by key
  std::unordered_map<std::string, std::size_t> by_key_, by_file_, by_thread_;
  std::unordered_map<std::string, std::string> firmware_;  // by interface
  bool first_ = true;
};

}  // namespace holdfast
