// Inserting, changing and deleting receive classification rules (ntuple filters) by ioctl.
#pragma once

#include "base/result.h"
#include "host/ethtool_call.h"
#include "model/setting.h"

namespace holdfast {

/// A rule is found by what it matches. One that goes elsewhere is deleted and inserted anew at the
/// location that is asked for, else where it was; if that fails, it is put back.
Result<void> write_flow_rule(const EthtoolCall& call, const Setting& wanted);

}  // namespace holdfast
