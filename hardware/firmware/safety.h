/* Whether pulses may flow: emergency stop, deadman, torque. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

void safety_start(void);

/* Looks at the stop and at the deadman; from the servo interrupt, before each slot. True if pulses may flow. */
bool safety_step(uint8_t elapsed_ms);

/* A valid frame came; true if the deadman had gone off before it. */
bool safety_feed(void);

/* Whether the deadman went off and no valid frame came since. */
bool safety_abandoned(void);

/* Period in ms, 0 for none; the board has its limits from now on. */
void safety_deadman(uint16_t ms);

void safety_torque(bool on);
void safety_stop(void);

/* Clears the latched stop, unless the contact is open. */
void safety_clear(void);

/* No torque. */
bool safety_limp(void);

/* The flags of a status. */
uint8_t safety_flags(void);
