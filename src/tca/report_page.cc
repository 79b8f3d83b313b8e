#include "tca/report_html.h"
#include "tca/report_sections.h"

namespace holdfast {

std::string report_page(const CdtCommand& command, const ReportAnswer& answer) {
  return page_head("What drift cost") + answer_section(command, answer) +
         flow_section(command, answer) + estimates_section(command, answer) +
         balance_section(answer) + tail_section(command, answer) + parts_section(command, answer) +
         cells_section(answer) + grid_section(answer) + events_section(answer) +
         canary_section(answer) + inputs_section(command, answer) + page_foot();
}

}  // namespace holdfast
