/* What each lamp shows; `pixels.c` or `plain.c` shows it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define EFFECTS 3 /* steady, breathe, blink */

typedef struct {
    uint8_t red, green, blue;
} colour_t;

void lights_start(void);

/* `bytes` are red, green, blue and effect; a lamp that there is not is passed over. */
void lights_set(uint8_t lamp, const uint8_t *bytes);

/* All lamps dark, until they are set again. */
void lights_forget(void);

/* Every 20 ms: works out what the lamps show in this frame. */
void lights_step(void);

/* As often as possible: shows that, as soon as there is a quiet moment. */
void lights_serve(void);

/* One of the two ways to show lamps; `outputs_show` is false if it has to wait for a quiet moment. */
void outputs_start(void);
bool outputs_show(const colour_t *colours);
