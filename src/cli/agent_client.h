// Talking to the resident agent: a question on its control socket, or its feed of lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "host/descriptor.h"

namespace holdfast {

class AgentConnection {
 public:
  /// absent: no agent runs there; denied: only root may.
  static Result<AgentConnection> open(const std::string& socket);
  Result<void> send(std::string_view line);
  /// The next line without its newline; nullopt when none came in time; failed when the agent is
  /// gone.
  Result<std::optional<std::string>> next(double seconds);
  /// Readable when there is more.
  int fd() const { return socket_.fd(); }

 private:
  explicit AgentConnection(Descriptor socket) : socket_(std::move(socket)) {}
  Descriptor socket_;
  std::string buffer_;
};

/// One question on the control socket of `run_folder`: the text of {"done":…} or the JSON of
/// {"status":…}; the agent's own refusal is the error.
Result<std::string> ask_agent(const std::string& run_folder, const std::string& request);

/// {"key":value} → key and the value's text; nullopt for anything else.
std::optional<std::pair<std::string, std::string>> keyed(std::string_view line);

}  // namespace holdfast
