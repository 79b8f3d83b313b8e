// Opening the store's database: in its folder, with its tables, or a new one in place of a damaged
// one, which is set aside under a name that says when.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "store/database.h"

namespace holdfast {

inline constexpr const char* kDatabaseName = "holdfast.db";

/// `folder` is made if missing (0750). `note` gets a sentence when a damaged database was set
/// aside; what can still be read of it is its last event's number, which numbering then goes on
/// from. unsupported: a newer holdfast wrote it, and it is left as it is.
Result<SqliteDatabase> open_store(const std::string& folder, std::string& note);

/// Moves a damaged database out of the way, with its side files: the sentence that says so.
Result<std::string> set_aside(const std::string& folder, const std::string& why);

/// The number of the last event that this folder ever had, by the file beside the database; 0.
std::uint64_t last_event_beside(const std::string& folder);
/// Written at every flush with events, so that numbering outlives the database.
void keep_last_event(const std::string& folder, std::uint64_t number);

}  // namespace holdfast
