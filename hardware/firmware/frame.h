/* Frames: COBS(type, sequence, payload, CRC-16/CCITT-FALSE) and a zero. */
#pragma once

#include <stdint.h>

/* Takes a byte of the line; a frame whose check is right goes to `protocol_heed`. */
void frame_take(uint8_t byte);

/* Frames that were thrown away, modulo 256. */
uint8_t frame_rejected(void);

/* Sends a body of `length` bytes; `body` has room for two more. */
void frame_send(uint8_t *body, uint8_t length);
