// What a StoreReader has, for the sources that implement it.
#pragma once

#include "store/database.h"
#include "store/store.h"

namespace holdfast {

struct StoreReader::Parts {
  SqliteDatabase database;
};

}  // namespace holdfast
