#include "base/html_text.h"

#include "base/printable.h"

namespace holdfast {

std::string html_text(std::string_view text) {
  std::string out;
  for (const char byte : printable(text)) {
    switch (byte) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += byte;
    }
  }
  return out;
}

}  // namespace holdfast
