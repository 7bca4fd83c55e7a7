/* Servo pulses: eight channels, each once in 20 ms, within half a microsecond. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

void servo_start(void);

/* `servo_forget_limits`, then `servo_limit` for each channel, then `servo_keep_limited`, which silences the others. */
void servo_forget_limits(void);
void servo_limit(uint8_t channel, uint16_t lowest, uint16_t highest, uint16_t slew);
void servo_keep_limited(void);

/* Where a channel shall go, µs; a channel without limits stays silent. */
void servo_set(uint8_t channel, uint16_t position);

/* Every channel stays where it is. */
void servo_hold(void);

/* Where a channel is, µs; 0 if it never moved. */
uint16_t servo_output(uint8_t channel);

/* Frames of 20 ms since the start, modulo 256. */
uint8_t servo_frames(void);

/* Whether no edge is due within so many ticks. Ask with interrupts off, or the answer is old. */
bool servo_quiet(uint16_t ticks);
