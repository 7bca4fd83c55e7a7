#include "lights.h"

#include <string.h>

#include "board.h"
#include "safety.h"

#define BREATH 200 /* frames of 20 ms */
#define BLINK 25

typedef struct {
    colour_t colour;
    uint8_t effect;
} lamp_t;

static lamp_t lamps[LAMPS];
static colour_t colours[LAMPS];
static uint8_t breath, blink;
static bool fresh;

void lights_start(void)
{
    lights_forget();
    outputs_start();
}

void lights_set(uint8_t lamp, const uint8_t *bytes)
{
    if (lamp < LAMPS)
        memcpy(&lamps[lamp], bytes, sizeof(lamp_t));
}

void lights_forget(void)
{
    memset(lamps, 0, sizeof lamps);
}

/* How bright an effect is now, 0 to 255. */
static uint8_t level(uint8_t effect)
{
    if (effect == 0)
        return 255;
    if (effect == 2)
        return blink <= BLINK / 2 ? 255 : 0;
    uint8_t ramp = breath < BREATH / 2 ? breath : BREATH - breath;
    return 15 + (uint16_t)ramp * ramp / 42; /* squared, as eyes see it */
}

static uint8_t scaled(uint8_t value, uint8_t by)
{
    return (uint16_t)value * (by + 1) >> 8;
}

void lights_step(void)
{
    breath = (breath + 1) % BREATH;
    blink = (blink + 1) % BLINK;
    for (uint8_t lamp = 0; lamp < LAMPS; lamp++) {
        uint8_t by = safety_abandoned() ? 0 : level(lamps[lamp].effect);
        colour_t full = lamps[lamp].colour;
        colours[lamp] = (colour_t){scaled(full.red, by), scaled(full.green, by), scaled(full.blue, by)};
    }
    fresh = true;
}

void lights_serve(void)
{
    if (fresh && outputs_show(colours))
        fresh = false;
}
