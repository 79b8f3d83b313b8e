#include "cli/agent_client.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <nlohmann/json.hpp>

#include "agent/control.h"
#include "host/errno_name.h"
#include "host/reading.h"

namespace holdfast {
namespace {

constexpr double kAnswerSeconds = 5;
constexpr std::size_t kLongestLine = std::size_t{64} << 20U;

}  // namespace

Result<AgentConnection> AgentConnection::open(const std::string& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.size() >= sizeof address.sun_path) {
    return fail(ErrorCode::usage, fmt::format("{}: too long for a unix socket", socket));
  }
  socket.copy(address.sun_path, socket.size());
  Descriptor connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connection && ::connect(connection.fd(), reinterpret_cast<const sockaddr*>(&address),
                              sizeof address) == 0) {
    return AgentConnection(std::move(connection));
  }
  const auto error = last_error();
  if (error == std::errc::permission_denied) {
    return fail(ErrorCode::denied, fmt::format("{}: only root may speak to the agent", socket));
  }
  if (error == std::errc::no_such_file_or_directory || error == std::errc::connection_refused) {
    return fail(ErrorCode::absent,
                fmt::format("no agent runs here ({}): start one with `holdfast run`", socket));
  }
  return fail(ErrorCode::failed, fmt::format("{}: {}", socket, errno_name(error)));
}

Result<void> AgentConnection::send(std::string_view line) {
  const std::string text = std::string(line) + '\n';
  if (::send(socket_.fd(), text.data(), text.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(text.size())) {
    return fail(ErrorCode::failed, "the agent did not take the request: it has ended");
  }
  return {};
}

Result<std::optional<std::string>> AgentConnection::next(double seconds) {
  const Instant start = monotonic_now();
  while (true) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    const double left = seconds - elapsed_seconds(start, monotonic_now());
    pollfd waiting{socket_.fd(), POLLIN, 0};
    const int ready = ::poll(&waiting, 1, left > 0 ? static_cast<int>(left * 1000) + 1 : 0);
    if (ready == 0 || (ready < 0 && left <= 0)) return std::optional<std::string>();
    char bytes[65536];
    const auto got = ::recv(socket_.fd(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) return fail(ErrorCode::failed, "the agent has ended");
    buffer_.append(bytes, static_cast<std::size_t>(got));
    if (buffer_.size() > kLongestLine)
      return fail(ErrorCode::too_large, "the agent's line has no end");
  }
}

std::optional<std::pair<std::string, std::string>> keyed(std::string_view line) {
  const auto json = nlohmann::ordered_json::parse(line, nullptr, false);
  if (!json.is_object() || json.size() != 1) return std::nullopt;
  const auto first = json.begin();
  const auto& value = first.value();
  using Replace = nlohmann::ordered_json::error_handler_t;
  return std::pair(first.key(), value.is_string() ? value.get<std::string>()
                                                  : value.dump(-1, ' ', false, Replace::replace));
}

Result<std::string> ask_agent(const std::string& run_folder, const std::string& request) {
  auto connection = AgentConnection::open(run_folder + "/" + kControlName);
  if (!connection) return tl::unexpected(connection.error());
  if (auto sent = connection->send(request); !sent) return tl::unexpected(sent.error());
  auto line = connection->next(kAnswerSeconds);
  if (!line) return tl::unexpected(line.error());
  if (!*line) return fail(ErrorCode::failed, "the agent did not answer within 5 s");
  const auto answer = keyed(**line);
  if (!answer) return fail(ErrorCode::malformed, "the agent's answer is no such thing: " + **line);
  if (answer->first == "error") return fail(ErrorCode::usage, answer->second);
  return answer->second;
}

}  // namespace holdfast
