/* Sensors of presence: PIR (HC-SR501 and alike) and ultrasonic (HC-SR04). Both are found by themselves. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

void sensors_start(void);

/* Every 20 ms; measures ten times a second. */
void sensors_step(void);

/* Whether an echo may come any moment: hold no interrupts off for long. */
bool sensors_listening(void);

/* The flags and the distance of an answer to `D`. */
uint8_t sensors_flags(void);
uint16_t sensors_distance_mm(void);
