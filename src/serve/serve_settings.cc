#include "serve/serve_settings.h"

#include <fmt/format.h>

namespace holdfast {

Result<void> check_exposure(const ServeSettings& settings) {
  const int given = static_cast<int>(!settings.token_file.empty()) +
                    static_cast<int>(!settings.tls_cert.empty()) +
                    static_cast<int>(!settings.tls_key.empty());
  constexpr int kAll = 3;
  for (const auto& address : settings.listen) {
    if (address.loopback || given == kAll) continue;
    return fail(ErrorCode::usage,
                fmt::format("--listen {}: other hosts can reach that address; give --token-file, "
                            "--tls-cert and --tls-key too, or listen on 127.0.0.1 or [::1]",
                            to_text(address)));
  }
  if (given != 0 && given != kAll) {
    return fail(ErrorCode::usage, "--token-file, --tls-cert and --tls-key go together");
  }
  return {};
}

}  // namespace holdfast
