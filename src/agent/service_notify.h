// What systemd hears of a service: sd_notify(3), spoken by ourselves: one datagram, no library.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

/// Sends "READY=1", "STATUS=…", "WATCHDOG=1", "RELOADING=1\nMONOTONIC_USEC=…", "STOPPING=1" to
/// $NOTIFY_SOCKET; nothing happens without one. Never blocks.
void notify_service(std::string_view state);

/// How often systemd wants to hear WATCHDOG=1, in seconds; nullopt: it does not.
std::optional<double> watchdog_seconds();

}  // namespace holdfast
