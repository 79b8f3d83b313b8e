// ApplySession: what apply, rollback and recover share: the lock, the journals, who asks.
#pragma once

#include <string>
#include <vector>

#include "apply/journal_folder.h"
#include "apply/lock.h"
#include "base/result.h"

namespace holdfast {

class ApplySession {
 public:
  /// Takes the lock and reads the journals. What cannot be read of them goes to standard error.
  static Result<ApplySession> open(double wait_lock_seconds);

  /// The next id, this boot, now, and this process.
  JournalBegin stamp() const;
  /// fails when an earlier apply waits to be recovered.
  Result<void> check_finished() const;

  const std::vector<StoredJournal>& journals() const { return journals_; }
  const JournalFolders& folders() const { return folders_; }
  const std::string& boot_id() const { return boot_id_; }

 private:
  explicit ApplySession(ApplyLock lock) : lock_(std::move(lock)) {}
  ApplyLock lock_;
  JournalFolders folders_;
  std::string boot_id_;
  std::vector<StoredJournal> journals_;
};

/// All journals of this host, for a list; no lock, no privilege but to read them.
std::vector<StoredJournal> journals_of_host();

}  // namespace holdfast
