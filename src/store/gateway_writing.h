// GatewayWriting: the rows of gateways' gauges, by statements prepared once.
#pragma once

#include <string>

#include "base/result.h"
#include "model/gateway_gauges.h"
#include "store/database.h"

namespace holdfast {

class GatewayWriting {
 public:
  Result<void> prepare(const SqliteDatabase& database);
  Result<void> write(const GatewayGauges& rows, const std::string& host);

 private:
  Result<void> write_one(const GatewayGauges::Ring& ring);
  Result<void> write_one(const GatewayGauges::Reader& reader);
  Result<void> write_one(const GatewayGauges::Thread& thread);
  Result<void> write_one(const GatewayGauges::Lost& lost);

  Statement ring_, reader_, thread_, lost_;
};

}  // namespace holdfast
