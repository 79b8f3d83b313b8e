// Request: what a client asks for, as the server needs it.
#pragma once

#include <string>

namespace holdfast {

struct Request {
  std::string method;  // "GET"
  std::string target;
  std::string host;           // the Host field; empty: there is none
  std::string authorization;  // "Bearer …"
  std::string cookie;
  std::string last_event_id;
  bool keep_alive = true;
};

}  // namespace holdfast
