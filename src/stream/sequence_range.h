// The ranges of a stream's sequence numbers are those of a ring's.
#pragma once

#include "base/sequence_range.h"
