// A canary's folder: the ledger that is only ever appended to, and what stands beside it.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "host/descriptor.h"
#include "ledger/canary_ledger.h"

namespace holdfast {

struct CanaryFiles {
  std::string folder;
  std::string ledger() const { return folder + "/canary.jsonl"; }
  std::string seed() const { return folder + "/seed.txt"; }
  std::string schedule(const std::string& host) const {
    return folder + "/schedule-" + host + ".json";
  }
};

/// A file's text; one sentence when it cannot be read.
Result<std::string> read_text_file(const std::string& path, std::size_t limit);

/// A ledger and the text that it was read from.
struct OpenLedger {
  std::string text;
  CanaryLedger ledger;  // refers to `text`
};

/// For reading alone. absent: there is no ledger in the folder.
Result<std::unique_ptr<OpenLedger>> read_ledger(const CanaryFiles& files);

/// The one writer: holds the file's lock as long as it lives.
class LedgerWriter {
 public:
  enum class Make { no, yes };
  /// Reads the ledger under its lock; `make` yes begins a new one, and refuses one that is there. A
  /// line that a killed writer left without its end is cut off, and a line tells of it. failed:
  /// another writer holds the lock.
  static Result<LedgerWriter> open(const CanaryFiles& files, Make make);

  const CanaryLedger& ledger() const { return open_->ledger; }
  /// What is to be told of a killed writer's line; "": nothing.
  const std::string& notice() const { return notice_; }
  /// The line is on the disk when this returns; of a write that was cut short nothing is left.
  Result<void> append(const std::string& line);

 private:
  LedgerWriter(std::string path, Descriptor file)
      : path_(std::move(path)), file_(std::move(file)) {}
  Result<void> reread();

  std::string path_, notice_;
  Descriptor file_;
  std::unique_ptr<OpenLedger> open_;
};

/// "2026-05-01T14:03:07Z", now.
std::string wall_time_now();

}  // namespace holdfast
