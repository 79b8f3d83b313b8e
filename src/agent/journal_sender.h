// JournalSender: events to journald with their fields, where standard output is the journal.
#pragma once

#include <optional>
#include <string>

#include "host/descriptor.h"
#include "model/event.h"

namespace holdfast {

inline constexpr const char* kJournalSocket = "/run/systemd/journal/socket";

class JournalSender {
 public:
  /// nullopt where standard output is not what $JOURNAL_STREAM says ("device:inode"): not the
  /// journal, or sent on to a file.
  static std::optional<JournalSender> of_standard_output();
  /// To a socket of datagrams; nullopt when there is none to be had.
  static std::optional<JournalSender> open(const std::string& path);

  /// False when journald does not take it at once, or not at that size: it is to be printed
  /// instead. Never blocks.
  bool send(const Event& event) const;

 private:
  JournalSender(Descriptor socket, std::string path)
      : socket_(std::move(socket)), path_(std::move(path)) {}
  Descriptor socket_;
  std::string path_;
};

}  // namespace holdfast
