/* Four buttons to ground. */
#pragma once

#include <stdint.h>

void buttons_start(void);

/* Every 20 ms, which is longer than a contact bounces. */
void buttons_step(void);

/* Those held down, as a bit mask. */
uint8_t buttons_down(void);
