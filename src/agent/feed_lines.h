// The feed's lines that are no value's own JSON.
#pragma once

#include <string>
#include <string_view>

#include "model/host_snapshot.h"

namespace holdfast {

/// {"key":value}, where `json` is a value's text already.
std::string keyed_line(std::string_view key, std::string_view json);
/// {"metrics":"…"}: a text as a JSON string.
std::string text_line(std::string_view key, std::string_view text);
/// {"host":{"hostname":…,"cpus":[…],"nics":[…]}}: what a map of the host needs.
std::string host_line(const HostSnapshot& host);

}  // namespace holdfast
