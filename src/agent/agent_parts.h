// Inside of agent/agent*.cc.
#pragma once

#include "base/instant.h"

namespace holdfast {

Instant plus_seconds(Instant at, double seconds);

}  // namespace holdfast
