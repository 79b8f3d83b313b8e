#include "gateway/verbs.h"

namespace holdfast {

int report_gateway(const Error& error) { return report_error("holdfast-gateway", error); }

}  // namespace holdfast
