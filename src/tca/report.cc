#include "tca/verbs.h"

namespace holdfast {

int report_tca(const Error& error) { return report_error("holdfast-tca", error); }

}  // namespace holdfast
