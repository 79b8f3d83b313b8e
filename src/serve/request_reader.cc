#include "serve/request_reader.h"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "base/check.h"

namespace holdfast {
namespace http = boost::beast::http;

struct RequestReader::Parser {
  http::request_parser<http::empty_body> parser;
};

RequestReader::RequestReader() = default;
RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::refuse(unsigned status) {
  status_ = status;
  return State::refused;
}

RequestReader::State RequestReader::receive(std::string_view bytes) {
  if (status_ != 0) return State::refused;
  rest_.append(bytes);
  if (rest_.empty()) return State::needs_more;
  if (!parser_) {
    parser_ = std::make_unique<Parser>();
    parser_->parser.header_limit(kLargestHead);
  }
  auto& parser = parser_->parser;
  if (!parser.is_header_done()) {
    boost::beast::error_code error;
    const auto used = parser.put(boost::asio::buffer(rest_), error);
    rest_.erase(0, used);
    if (error == http::error::need_more) {
      // Beast counts what it has parsed; what waits for the end of the head counts here.
      return rest_.size() > kLargestHead ? refuse(431) : State::needs_more;
    }
    if (error == http::error::header_limit) return refuse(431);
    if (error == http::error::bad_version) return refuse(505);
    if (error) return refuse(400);
  }
  // GET and HEAD have no body here; one that is announced would be taken for the next request.
  const auto length = parser.content_length();
  if (parser.chunked() || (length && *length > 0)) return refuse(413);
  return State::ready;
}

Request RequestReader::take() {
  HOLDFAST_CHECK(parser_ && parser_->parser.is_header_done());
  const auto& head = parser_->parser.get();
  const auto text = [](auto view) { return std::string(view.data(), view.size()); };
  Request request;
  request.method = text(head.method_string());
  request.target = text(head.target());
  // Two Host fields, or none in HTTP/1.1, are a request to be careful with (RFC 9112 §3.2).
  if (head.count(http::field::host) == 1) request.host = text(head[http::field::host]);
  request.authorization = text(head[http::field::authorization]);
  request.cookie = text(head[http::field::cookie]);
  request.last_event_id = text(head["Last-Event-ID"]);
  request.keep_alive = head.keep_alive();
  parser_.reset();
  return request;
}

}  // namespace holdfast
