// Does a receive classification rule (ntuple) take a flow's packets?
#pragma once

#include "model/flow.h"
#include "model/nic.h"

namespace holdfast {

enum class Match {
  no,
  yes,
  unknown,  // the rule looks at what a socket does not show: a VLAN, a MAC address, a text we
            // cannot read
};

/// `flow` as the receiving NIC sees it: source is the remote end, destination the local one. Its
/// addresses are those on the wire (model/address.h).
Match match_of(const NtupleRule& rule, const Flow& flow);

}  // namespace holdfast
