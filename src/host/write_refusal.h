// What a refused write is told as: which object, which value, the errno by name, what it means.
#pragma once

#include <string_view>
#include <system_error>

#include "base/result.h"
#include "model/setting.h"

namespace holdfast {

/// "eth0 rx 3 (irq 38) = \"3\": ENOSPC: CPU 3 has no free interrupt vector; …". The code is absent
/// (ENOENT, ENODEV, ENXIO, ESRCH), denied (EPERM, EACCES, EROFS), unsupported (EOPNOTSUPP, ENOSYS),
/// else failed. Without a `meaning`, the C library's words.
tl::unexpected<Error> refused(const Setting& wanted, std::errc error, std::string_view meaning);

/// A refusal of our own, before the kernel was asked.
tl::unexpected<Error> refused(const Setting& wanted, ErrorCode code, std::string_view why);

}  // namespace holdfast
