// What it means that a process wrote a setting's file. Inside of attribution.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "attribution/attribute.h"

namespace holdfast {

/// Explained by whoever wrote one of the object's files, or asked the kernel for the interrupt's
/// new CPUs; nullopt when nobody was seen to.
std::optional<Attribution> explain_by_writer(const Change& change, std::span<const Sighting> recent,
                                             const AttributionContext& context);

/// By its program, or where that is not known by its comm within a unit of that name: anyone can
/// take any comm.
bool is_program(const Actor& actor, std::string_view name);

}  // namespace holdfast
