// JournalFolders: the journals of this host, finished and not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "apply/journal_file.h"
#include "apply/journal_record.h"
#include "base/diagnostic.h"

namespace holdfast {

struct JournalFolders {
  std::string runtime = "/run/holdfast/applies";         // gone with the boot
  std::string persistent = "/var/lib/holdfast/applies";  // steps on files only
};

/// One apply or rollback, out of the folder that knows more of it.
struct StoredJournal {
  std::uint64_t id = 0;
  JournalRecord record;
  bool in_runtime = false;
  std::size_t persistent_bytes = 0;  // whole lines of the second journal; 0 when there is none
  bool in_persistent = false;
};

/// All of them by rising id. A file that cannot be read or makes no sense has a diagnostic; so has
/// a torn last line.
std::vector<StoredJournal> read_journals(const JournalFolders& folders, Diagnostics& diagnostics);

/// One more than any that is there.
std::uint64_t next_journal_id(const JournalFolders& folders);

/// The two files of a journal, ready for Journal.
struct JournalFiles {
  JournalFile runtime;
  JournalFile persistent;
};
JournalFiles new_journal_files(const JournalFolders& folders, std::uint64_t id);
/// To go on with one.
JournalFiles journal_files_of(const JournalFolders& folders, const StoredJournal& stored);

/// Removes finished journals but the last `keep`, and those that never began.
void prune_journals(const JournalFolders& folders, std::size_t keep = 20);

}  // namespace holdfast
