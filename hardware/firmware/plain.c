/* Lamps as two plain lights behind a transistor each: lamp 0 dims (D11), lamp 1 is on or off (D13). Colours count by
   their brightest part. */

#include "board.h"
#include "lights.h"

#define HALF 8 /* so bright is on: above the lowest that breathing has */

void outputs_start(void)
{
    DDRB |= _BV(LIGHTS_BIT) | _BV(LED_BIT);
    PORTB &= (uint8_t)~(_BV(LIGHTS_BIT) | _BV(LED_BIT));
    TCCR2A = _BV(WGM21) | _BV(WGM20);
    TCCR2B = _BV(CS22); /* 976 Hz */
}

static uint8_t brightest(colour_t colour)
{
    uint8_t most = colour.red > colour.green ? colour.red : colour.green;
    return most > colour.blue ? most : colour.blue;
}

bool outputs_show(const colour_t *colours)
{
    OCR2A = brightest(colours[0]);
    if (OCR2A) /* at 0 the timer would still give one step of light */
        TCCR2A |= _BV(COM2A1);
    else
        TCCR2A &= (uint8_t)~_BV(COM2A1);
    if (brightest(colours[1]) >= HALF)
        PORTB |= _BV(LED_BIT);
    else
        PORTB &= (uint8_t)~_BV(LED_BIT);
    return true;
}
