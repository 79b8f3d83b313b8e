// Names and figures as the report writes them.
#pragma once

#include <string>
#include <string_view>

namespace holdfast {

struct CdtUsd;

/// "FE_B" of "fe_b".
std::string_view estimate_title(std::string_view name);
/// "two-way" of "two_way".
std::string_view method_title(std::string_view method);
/// What drift cost in dollars, in a sentence.
std::string usd_words(const CdtUsd& usd);
/// With so many decimals and a true minus.
std::string signed_number(double value, int decimals);

}  // namespace holdfast
