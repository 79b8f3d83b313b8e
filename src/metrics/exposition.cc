#include "metrics/exposition.h"

#include <fmt/format.h>

#include <cmath>

#include "metrics/registry.h"

namespace holdfast {
namespace {

// Bytes of the UTF-8 character at the front of `text`; 0 when there is none.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  std::size_t size = 1;
  if (lead >= 0x80) size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead >= 0x80 && (lead < 0xc2 || lead > 0xf4)) return 0;
  if (text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return 0;
  }
  // Longer than need be, surrogates, beyond the last.
  if (lead == 0xe0 && byte(1) < 0xa0) return 0;
  if (lead == 0xed && byte(1) > 0x9f) return 0;
  if (lead == 0xf0 && byte(1) < 0x90) return 0;
  if (lead == 0xf4 && byte(1) > 0x8f) return 0;
  return size;
}

// A label's value must be UTF-8, and an interface may be called anything.
void put_escaped(std::string& out, std::string_view text, bool quotes) {
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    if (size == 0) {
      out += "\uFFFD";
    } else if (text[0] == '\n') {
      out += "\\n";
    } else if (text[0] == '\\' || (quotes && text[0] == '"')) {
      out += '\\';
      out += text[0];
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

void put_value(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else {
    fmt::format_to(std::back_inserter(out), "{}", value);
  }
}

void put_series(std::string& out, std::string_view id, const Series& series) {
  out += id;
  for (std::size_t i = 0; i < series.labels.size(); ++i) {
    out += i == 0 ? '{' : ',';
    out += series.labels[i].name;
    out += "=\"";
    put_escaped(out, series.labels[i].value, true);
    out += '"';
  }
  if (!series.labels.empty()) out += '}';
  out += ' ';
  put_value(out, series.value);
  out += '\n';
}

}  // namespace

void put_family(std::string& out, std::string_view id, MetricType type, std::string_view sentence,
                const SeriesList& series) {
  if (series.empty()) return;
  out += fmt::format("# HELP {} ", id);
  put_escaped(out, sentence, false);
  out += fmt::format("\n# TYPE {} {}\n", id, name_of(type));
  for (const auto& one : series) put_series(out, id, one);
}

std::string prometheus_text(const MetricFrame& frame, const AgentStatus& status) {
  std::string out;
  SeriesList series;
  for (const auto& row : exported_numbers()) {
    series.clear();
    row.collect(frame, status, series);
    put_family(out, row.id, row.type, row.sentence, series);
  }
  return out;
}

}  // namespace holdfast
