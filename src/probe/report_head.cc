#include "probe/report_head.h"

#include <fmt/format.h>

#include "base/html_text.h"
#include "probe/report_style.h"

namespace holdfast {

std::string report_head(const std::string& title) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0}</title>\n{1}</head>\n<body>\n<main>\n<h1>{0}</h1>\n",
      html_text(title), kReportStyle);
}

}  // namespace holdfast
