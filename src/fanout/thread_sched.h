// The text of /proc/PID/task/TID/sched (the kernel's kernel/sched/debug.c, CONFIG_SCHED_DEBUG).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast {

/// How often the thread came to another CPU: se.nr_migrations; nullopt when it is not there.
std::optional<std::uint64_t> parse_migrations(std::string_view sched);

}  // namespace holdfast
