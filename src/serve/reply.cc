#include "serve/reply.h"

#include <fmt/format.h>

namespace holdfast {
namespace {

std::string_view phrase_of(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 303: return "See Other";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 421: return "Misdirected Request";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Internal Server Error";
  }
}

std::string source_or_none(const std::string& hash) { return hash.empty() ? "'none'" : hash; }

}  // namespace

Reply json_reply(Text body) { return {200, "application/json", std::move(body), ""}; }

Reply plain_reply(unsigned status, std::string_view sentence) {
  Reply reply;
  reply.status = status;
  reply.body = text_of(fmt::format("{}\n", sentence));
  if (status == 405) reply.more = "Allow: GET, HEAD\r\n";
  if (status == 401) reply.more = "WWW-Authenticate: Bearer realm=\"holdfast\"\r\n";
  if (status == 503) reply.more = "Retry-After: 5\r\n";
  return reply;
}

std::string head_of(const Reply& reply, const ContentPolicy& policy, bool keep_alive,
                    bool endless) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\n", reply.status, phrase_of(reply.status));
  head += fmt::format("Content-Type: {}\r\n", reply.type);
  if (!endless) head += fmt::format("Content-Length: {}\r\n", reply.body->size());
  head += fmt::format("Connection: {}\r\n", keep_alive && !endless ? "keep-alive" : "close");
  head += fmt::format(
      "Content-Security-Policy: default-src 'none'; script-src {}; style-src {}; "
      "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
      "frame-ancestors 'none'\r\n",
      source_or_none(policy.script), source_or_none(policy.style));
  head +=
      "X-Content-Type-Options: nosniff\r\n"
      "X-Frame-Options: DENY\r\n"
      "Referrer-Policy: no-referrer\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\n"
      "Cross-Origin-Opener-Policy: same-origin\r\n"
      "Cache-Control: no-store\r\n";
  return head + reply.more + "\r\n";
}

}  // namespace holdfast
