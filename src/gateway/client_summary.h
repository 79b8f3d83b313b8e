// What a client saw, as text and as JSON.
#pragma once

#include <string>

#include "gateway/client_sockets.h"
#include "gateway/client_tale.h"

namespace holdfast {

std::string client_summary(const FeedClient& client, const ClientTale& tale);
std::string client_summary_json(const FeedClient& client, const ClientTale& tale,
                                const ClientSockets& sockets);

}  // namespace holdfast
