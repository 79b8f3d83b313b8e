// The threads of a probe stream: both live until the exchange says stop, whatever fails.
#pragma once

#include <functional>

#include "measure/stream_exchange.h"

namespace holdfast {

/// Receives what comes back, or what another host sends. `is_placed` is called once: the thread is
/// on the settings' CPU, or cannot be there.
void receive_stream(StreamExchange& exchange, const std::function<void()>& is_placed);

/// Sends at the settings' rate as long as the peer answers; asks it now and then while it does not.
void send_stream(StreamExchange& exchange);

}  // namespace holdfast
