#pragma once

#include "protocol/postgres/authentication_messages.hpp"
#include "protocol/postgres/backend_messages.hpp"
#include "protocol/postgres/frontend_messages.hpp"
#include "protocol/postgres/startup_packet.hpp"
