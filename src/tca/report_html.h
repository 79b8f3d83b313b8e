// The parts that the report's page is made of. Figures are <data> elements, whose value is the
// number in full, as it stands in JSON.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

/// Up to <main>, and from </main> on.
std::string page_head(const std::string& title);
std::string page_foot();

std::string section(std::string_view id, std::string_view title, const std::string& body);
/// Text that is escaped.
std::string paragraph(std::string_view text, std::string_view style = "");

std::string figure(double value, int decimals);
/// "–" when there is none.
std::string figure(const std::optional<double>& value, int decimals);
/// "1,234".
std::string count_figure(std::size_t count);
/// "12.3 %" of a share of 1.
std::string share_figure(double share);
/// "0.012", or "< 0.0001".
std::string p_figure(double p);
/// "low to high".
std::string interval_figure(double low, double high, int decimals);

/// Rows of cells that are HTML; the first of each row is its heading.
class HtmlTable {
 public:
  HtmlTable(std::string_view caption, const std::vector<std::string>& heads);
  void row(const std::vector<std::string>& cells, std::string_view style = "");
  std::string html() const { return html_ + "</tbody>\n</table></div>\n"; }

 private:
  std::string html_;
};

}  // namespace holdfast
