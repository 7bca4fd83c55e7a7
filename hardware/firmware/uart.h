/* The serial line: 115200 baud, 8N1, both ways through ring buffers. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

void uart_start(void);

/* The next byte that came; false if there is none. */
bool uart_take(uint8_t *byte);

/* Hands a byte to the line; waits while 64 are on their way. */
void uart_put(uint8_t byte);

/* What the interrupts do, for code that holds them off: call it at least every 80 µs. About 2 µs. */
void uart_serve(void);
