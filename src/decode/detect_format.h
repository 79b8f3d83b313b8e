// What a file is, by its first bytes. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "decode/decode_options.h"

namespace holdfast {

/// Never `automatic`. malformed: it is none of them, with a remedy where there is one.
Result<DecodeFormat> detect_format(std::span<const std::uint8_t> first);

}  // namespace holdfast
