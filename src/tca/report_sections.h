// The sections of the report's page, in their order.
#pragma once

#include <string>

#include "tca/report_answer.h"

namespace holdfast {

std::string answer_section(const CdtCommand& command, const ReportAnswer& answer);
std::string flow_section(const CdtCommand& command, const ReportAnswer& answer);
std::string estimates_section(const CdtCommand& command, const ReportAnswer& answer);
std::string balance_section(const ReportAnswer& answer);
std::string tail_section(const CdtCommand& command, const ReportAnswer& answer);
std::string parts_section(const CdtCommand& command, const ReportAnswer& answer);
std::string cells_section(const ReportAnswer& answer);
std::string grid_section(const ReportAnswer& answer);
std::string events_section(const ReportAnswer& answer);
std::string canary_section(const ReportAnswer& answer);
std::string inputs_section(const CdtCommand& command, const ReportAnswer& answer);

}  // namespace holdfast
