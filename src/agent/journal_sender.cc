#include "agent/journal_sender.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>

#include "agent/journal_entry.h"

namespace holdfast {

std::optional<JournalSender> JournalSender::of_standard_output() {
  const char* stream = ::getenv("JOURNAL_STREAM");
  struct stat status{};
  if (!stream || ::fstat(STDOUT_FILENO, &status) != 0) return std::nullopt;
  if (fmt::format("{}:{}", status.st_dev, status.st_ino) != stream) return std::nullopt;
  return open(kJournalSocket);
}

std::optional<JournalSender> JournalSender::open(const std::string& path) {
  if (path.size() >= sizeof sockaddr_un{}.sun_path) return std::nullopt;
  Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return std::nullopt;
  return JournalSender(std::move(socket), path);
}

bool JournalSender::send(const Event& event) const {
  const std::string entry = journal_entry(event);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path_.copy(address.sun_path, sizeof address.sun_path - 1);
  // By name each time: journald may have been started again since.
  return ::sendto(socket_.fd(), entry.data(), entry.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                  reinterpret_cast<const sockaddr*>(&address),
                  sizeof address) == static_cast<ssize_t>(entry.size());
}

}  // namespace holdfast
