/* Requests and their answers, as `hardware/protocols/boards/mcu.py` defines them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Obeys and answers the request in `body` (type, sequence, payload); false if it is none. */
bool protocol_heed(const uint8_t *body, uint8_t length);
