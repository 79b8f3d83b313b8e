#include "fanout/page_sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace holdfast {
namespace {

constexpr std::size_t kMostSessions = 16, kMostRequest = 4096;
constexpr std::int64_t kMostNs = 5'000'000'000;

std::string answer_of(std::string_view status, std::string_view type, std::string_view body) {
  return fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n"
      "X-Content-Type-Options: nosniff\r\n\r\n{}",
      status, type, body.size(), body);
}

std::string plain(std::string_view status) {
  return answer_of(status, "text/plain; charset=utf-8", fmt::format("{}\n", status));
}

}  // namespace

SessionOpening PageSessions::open(const PeerAddress&, Instant now) {
  auto free = std::ranges::find(sessions_, false, &Session::is_open);
  if (free == sessions_.end()) {
    if (sessions_.size() == kMostSessions) return {};
    free = sessions_.insert(free, Session{});
  }
  *free = Session{.is_open = true, .since = now};
  return {.session = static_cast<SessionId>(free - sessions_.begin())};
}

void PageSessions::feed(SessionId id, std::span<const std::uint8_t> bytes, Instant) {
  auto& session = sessions_[id];
  if (!session.answer.empty()) return;  // one request is all that is read
  const auto room = kMostRequest - session.request.size();
  session.request.append(bytes.begin(),
                         bytes.begin() + static_cast<std::ptrdiff_t>(std::min(room, bytes.size())));
  const auto end = session.request.find("\r\n\r\n");
  if (end == std::string::npos) {
    if (session.request.size() < kMostRequest) return;
    session.answer = plain("431 Request Header Fields Too Large");
  } else {
    const auto line = std::string_view(session.request).substr(0, session.request.find("\r\n"));
    const bool is_get = line.starts_with("GET ");
    if (is_get && line.starts_with("GET /metrics ")) {
      session.answer = answer_of("200 OK", "text/plain; version=0.0.4; charset=utf-8", page_());
    } else {
      session.answer = plain(is_get ? "404 Not Found" : "405 Method Not Allowed");
    }
  }
  session.fate = SessionFate::ends;
}

std::span<const std::uint8_t> PageSessions::to_send(SessionId id) const {
  const auto rest = std::string_view(sessions_[id].answer).substr(sessions_[id].sent);
  return {reinterpret_cast<const std::uint8_t*>(rest.data()), rest.size()};
}

void PageSessions::sent(SessionId id, std::size_t bytes) { sessions_[id].sent += bytes; }

SessionFate PageSessions::fate(SessionId id) const { return sessions_[id].fate; }

void PageSessions::closed(SessionId id) { sessions_[id] = Session{}; }

void PageSessions::do_work(Instant now) {
  for (auto& session : sessions_) {
    if (session.is_open && now.ns - session.since.ns > kMostNs) session.fate = SessionFate::broken;
  }
}

}  // namespace holdfast
