// The socket of the proc connector: opened, told to send, and filtered in the kernel.
#pragma once

#include "base/result.h"
#include "host/descriptor.h"

namespace holdfast {

/// A socket that does not block and receives the beginnings of processes and programs only: what
/// threads begin, and all that ends, is dropped by the kernel before it wakes us. denied,
/// unsupported, or absent (the kernel keeps silent, as it does to a pid namespace of its own); the
/// sentence says what is missed and what would help.
Result<Descriptor> open_process_connection();

}  // namespace holdfast
