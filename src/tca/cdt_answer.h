// What `cdt` found, and its forms.
#pragma once

#include <string>

#include "tca/cdt_command.h"
#include "tca/cdt_estimates.h"

namespace holdfast {

struct CdtAnswer {
  std::string file, format, sha256;  // of the rows
  std::uint64_t bytes = 0;
  std::size_t rows_read = 0, rows_kept = 0, treated = 0;
  std::vector<SampleDrop> dropped;
  CdtEstimates estimates;
};

/// docs/schema/cdt.schema.json.
std::string cdt_json(const CdtCommand& command, const CdtAnswer& answer);
/// One line per estimate and method of inference.
std::string cdt_csv(const CdtAnswer& answer);
std::string cdt_text(const CdtCommand& command, const CdtAnswer& answer);

}  // namespace holdfast
