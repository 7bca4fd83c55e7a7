/* Who the board is, and its restarts: name, boot number, watchdog. */
#pragma once

#include <stdint.h>

#define NAME_LONGEST 32

/* Counts this start in the EEPROM, and sets the watchdog to 0.12 s. */
void boot_start(void);

/* Differs from start to start. */
uint16_t boot_id(void);

/* A character of the device's name; 0 behind its end. */
char boot_name(uint8_t at);
