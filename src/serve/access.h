// Access: who may read, where the server listens for other hosts: whoever shows the token, as
// "Authorization: Bearer TOKEN", or once as /?token=TOKEN, which gives the browser a cookie.
//
// The cookie is no token: it is made from it and from a key that ends with this process. Every
// comparison takes the same time wherever the texts differ.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "serve/request.h"

namespace holdfast {

class Access {
 public:
  /// A server without a token lets everyone read: it listens on loopback only.
  Access() = default;
  explicit Access(std::string token);

  bool open() const { return token_.empty(); }
  bool admits(const Request& request) const;
  bool is_token(std::string_view text) const;
  /// "__Host-holdfast=…; Path=/; Secure; HttpOnly; SameSite=Strict"
  std::string cookie() const;

 private:
  std::string token_;
  std::string pass_;  // the cookie's value
};

/// The first line of the file, at least 16 characters. Refused when others than its owner may read
/// it.
Result<std::string> read_token(const std::string& path);

}  // namespace holdfast
