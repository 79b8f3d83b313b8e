#include <fmt/format.h>

#include <cstdio>

#include "base/printable.h"
#include "gateway/verbs.h"

namespace holdfast {

int report_gateway(const Error& error) {
  fmt::print(stderr, "holdfast-gateway: {}\n", printable(error.sentence));
  return error.code == ErrorCode::usage ? kGatewayUsage : kGatewayFailure;
}

}  // namespace holdfast
