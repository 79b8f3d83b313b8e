#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "cli/verbs.h"
#include "serve/privileges.h"
#include "serve/server.h"
#include "serve/store_history.h"

namespace holdfast {
namespace {

Result<ServeSettings> settings_of(const ServeOptions& options) {
  ServeSettings settings;
  for (const auto& text : options.listen) {
    auto address = parse_listen_address(text);
    if (!address) return tl::unexpected(address.error());
    settings.listen.push_back(*std::move(address));
  }
  settings.feed = options.feed;
  settings.token_file = options.token_file;
  settings.tls_cert = options.tls_cert;
  settings.tls_key = options.tls_key;
  settings.webhook = options.webhook;
  settings.webhook_ca = options.webhook_ca;
  // The address of a unix socket has 108 bytes, with the NUL behind it.
  constexpr std::size_t kLongestPath = 107;
  if (settings.feed.empty() || settings.feed.size() > kLongestPath) {
    return fail(ErrorCode::usage, fmt::format("--feed {}: a socket's path has 1 to {} bytes",
                                              settings.feed, kLongestPath));
  }
  return settings;
}

}  // namespace

int run_serve(const ServeOptions& options) {
  const auto settings = settings_of(options);
  if (!settings) return report(settings.error());
  std::vector<std::string> notes;
  // What root alone may read, or listen on, comes first.
  auto server = Server::open(*settings, notes);
  if (!server) return report(server.error());
  std::vector<std::string> readable = server->folders_read();
  readable.push_back(options.state_dir);
  const auto confined = give_up_privileges({.user = options.user, .readable = readable}, notes);
  if (!confined) return report(confined.error());
  for (const auto& note : notes) fmt::print(stderr, "holdfast: serve: {}\n", note);
  for (const auto& address : server->addresses()) fmt::print("serving {}\n", address);
  std::fflush(stdout);
  if (const auto done = server->run(std::make_unique<StoreHistory>(options.state_dir)); !done)
    return report(done.error());
  return kDone;
}

}  // namespace holdfast
