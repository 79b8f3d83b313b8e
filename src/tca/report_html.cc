#include "tca/report_html.h"

#include <fmt/format.h>

#include <cmath>

#include "base/html_text.h"
#include "chart/plot_style.h"
#include "tca/report_style.h"
#include "tca/report_words.h"

namespace holdfast {
namespace {

std::string data_element(double value, const std::string& text) {
  return fmt::format("<data value=\"{}\">{}</data>", value, text);
}

}  // namespace

std::string signed_number(double value, int decimals) {
  auto text = fmt::format("{:.{}f}", std::abs(value), decimals);
  const bool is_zero = text.find_first_not_of("0.") == text.npos;
  return value < 0 && !is_zero ? "−" + text : text;
}

std::string page_head(const std::string& title) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n<main>\n",
      html_text(title), kReportStyle, kPlotStyle);
}

std::string page_foot() { return "</main>\n</body>\n</html>\n"; }

std::string section(std::string_view id, std::string_view title, const std::string& body) {
  return fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", id, html_text(title),
                     body);
}

std::string paragraph(std::string_view text, std::string_view style) {
  return style.empty() ? fmt::format("<p>{}</p>\n", html_text(text))
                       : fmt::format("<p class=\"{}\">{}</p>\n", style, html_text(text));
}

std::string figure(double value, int decimals) {
  return data_element(value, signed_number(value, decimals));
}

std::string figure(const std::optional<double>& value, int decimals) {
  return value ? figure(*value, decimals) : "–";
}

std::string count_figure(std::size_t count) {
  auto text = fmt::format("{}", count);
  for (auto at = static_cast<long>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return fmt::format("<data value=\"{}\">{}</data>", count, text);
}

std::string share_figure(double share) {
  return data_element(share, fmt::format("{:.1f} %", 100 * share));
}

std::string p_figure(double p) {
  return data_element(p, p < 1e-4 ? "&lt; 0.0001" : fmt::format("{:.4f}", p));
}

std::string interval_figure(double low, double high, int decimals) {
  return figure(low, decimals) + " to " + figure(high, decimals);
}

HtmlTable::HtmlTable(std::string_view caption, const std::vector<std::string>& heads)
    : html_("<div class=\"scroll\"><table>\n") {
  if (!caption.empty()) html_ += fmt::format("<caption>{}</caption>\n", html_text(caption));
  html_ += "<thead><tr>";
  for (const auto& head : heads) {
    html_ += fmt::format("<th scope=\"col\">{}</th>", html_text(head));
  }
  html_ += "</tr></thead>\n<tbody>\n";
}

void HtmlTable::row(const std::vector<std::string>& cells, std::string_view style) {
  html_ += style.empty() ? std::string("<tr>") : fmt::format("<tr class=\"{}\">", style);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    html_ += i == 0 ? fmt::format("<th scope=\"row\">{}</th>", cells[i])
                    : fmt::format("<td>{}</td>", cells[i]);
  }
  html_ += "</tr>\n";
}

}  // namespace holdfast
