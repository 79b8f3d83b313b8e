// CHECK: our own mistakes end the program, also in release builds.
#pragma once

namespace holdfast {

/// Prints the condition and its place to standard error and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace holdfast

#define HOLDFAST_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::holdfast::check_failed(#condition, __FILE__, __LINE__))
