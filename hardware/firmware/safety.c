#include "safety.h"

#include <util/atomic.h>
#include <util/delay.h>

#include "board.h"

#define STOPPED 1
#define PRESSED 2
#define LIMP 4
#define CONFIGURED 8
#define PULSE_MS 3 /* a pulse that begins now may last so long, and counts as well */

static volatile bool stopped, opened, torque, configured, abandoned;
static volatile uint16_t period_ms, left_ms;

static bool contact_open(void)
{
    return PIND & _BV(STOP_BIT);
}

void safety_start(void)
{
    DDRD &= (uint8_t)~_BV(STOP_BIT);
    PORTD |= _BV(STOP_BIT);
    torque = configured = abandoned = false;
    period_ms = 0;
    _delay_us(20); /* for the pull-up */
    stopped = opened = contact_open();
}

static void refill(void)
{
    left_ms = period_ms > PULSE_MS ? period_ms - PULSE_MS : 1;
}

bool safety_step(uint8_t elapsed_ms)
{
    bool open = contact_open();
    if (open && opened) /* one look may be a disturbance: it costs one pulse, not the latch */
        stopped = true;
    opened = open;
    if (stopped)
        torque = false;
    if (period_ms && !abandoned) {
        abandoned = left_ms <= elapsed_ms;
        left_ms -= elapsed_ms;
        if (abandoned)
            torque = false;
    }
    return torque && !open;
}

bool safety_feed(void)
{
    bool was = abandoned;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        refill();
        abandoned = false;
    }
    return was;
}

bool safety_abandoned(void)
{
    return abandoned;
}

void safety_deadman(uint16_t ms)
{
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        period_ms = ms;
        refill();
    }
    configured = true;
}

void safety_torque(bool on)
{
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        torque = on && !stopped;
    }
}

void safety_stop(void)
{
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        stopped = true;
        torque = false;
    }
}

void safety_clear(void)
{
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        stopped = contact_open();
    }
}

bool safety_limp(void)
{
    return !torque;
}

uint8_t safety_flags(void)
{
    uint8_t flags = torque ? 0 : LIMP;
    if (stopped)
        flags |= STOPPED;
    if (contact_open())
        flags |= PRESSED;
    if (configured)
        flags |= CONFIGURED;
    return flags;
}
