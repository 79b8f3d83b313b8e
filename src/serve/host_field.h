// The Host field of a request to a loopback address. A page of the open web can point a name of its
// own at 127.0.0.1 (DNS rebinding) and then read what is served there; its Host field tells it.
#pragma once

#include <string_view>

namespace holdfast {

/// "localhost", "127.x.y.z" or "[::1]", with or without a port.
bool names_loopback(std::string_view host);

}  // namespace holdfast
