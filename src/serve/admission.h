// Admission: a request → the route it may take, or the reply that it gets instead. Pure.
#pragma once

#include <tl/expected.hpp>

#include "serve/access.h"
#include "serve/reply.h"
#include "serve/route.h"

namespace holdfast {

tl::expected<Route, Reply> admit(const Request& request, const Access& access);

}  // namespace holdfast
