// What it means that io_uring was refused. Inside of net; pure.
#pragma once

#include "base/result.h"

namespace holdfast {

/// `error`: an errno, of io_uring_setup(2) or io_uring_register(2).
Error io_uring_refusal(int error);

}  // namespace holdfast
