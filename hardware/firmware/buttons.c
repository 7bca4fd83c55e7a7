#include "buttons.h"

#include "board.h"

static uint8_t down;

void buttons_start(void)
{
    DDRC &= (uint8_t)~BUTTONS_MASK;
    PORTC |= BUTTONS_MASK;
    down = 0;
}

void buttons_step(void)
{
    down = ~PINC & BUTTONS_MASK;
}

uint8_t buttons_down(void)
{
    return down;
}
