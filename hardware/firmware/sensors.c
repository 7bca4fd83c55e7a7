#include "sensors.h"

#include <avr/interrupt.h>
#include <util/atomic.h>
#include <util/delay.h>

#include "board.h"

#define FEELS 1
#define MOVING 2
#define RANGING 4
#define EVERY 5      /* frames of 20 ms */
#define DEAF_AFTER 5 /* triggers that nothing answered */
#define FARTHEST_MM 4000

/* Half the way of sound in 0.5 µs, at 343 m/s: 343 / 4000 mm. */
#define MM_NUMERATOR 343UL
#define MM_DENOMINATOR 4000UL

static enum { IDLE, CALLED, HEARD, DONE } volatile state;
static volatile uint8_t overflows;
static volatile uint32_t rose_at, echo;
static bool feels, ranging;
static uint8_t frame, unanswered;
static uint16_t distance_mm;

void sensors_start(void)
{
    DDRB &= (uint8_t)~_BV(ECHO_BIT);
    PORTB |= _BV(ECHO_BIT); /* high when nothing is plugged in; a sensor at rest holds it low */
    DDRC = (DDRC | _BV(TRIGGER_BIT)) & (uint8_t)~_BV(PIR_BIT);
    PORTC = (PORTC | _BV(PIR_BIT)) & (uint8_t)~_BV(TRIGGER_BIT);
    state = IDLE;
    feels = ranging = false;
    TIMSK1 |= _BV(TOIE1);
}

ISR(TIMER1_OVF_vect)
{
    overflows++;
}

/* The capture with the overflows before it, of which one may still wait for its interrupt. */
static uint32_t captured(void)
{
    uint16_t at = ICR1;
    uint8_t high = overflows;
    if ((TIFR1 & _BV(TOV1)) && at < 0x8000)
        high++;
    return (uint32_t)high << 16 | at;
}

ISR(TIMER1_CAPT_vect)
{
    if (state == CALLED) {
        rose_at = captured();
        state = HEARD;
        TCCR1B &= (uint8_t)~_BV(ICES1);
        TIFR1 = _BV(ICF1);
    } else {
        echo = (captured() - rose_at) & 0xffffff;
        state = DONE;
        TIMSK1 &= (uint8_t)~_BV(ICIE1);
    }
}

static void call(void)
{
    if (PINB & _BV(ECHO_BIT)) {
        state = IDLE;
        return;
    }
    cli();
    TCCR1B |= _BV(ICES1);
    TIFR1 = _BV(ICF1);
    TIMSK1 |= _BV(ICIE1);
    state = CALLED;
    sei();
    PORTC |= _BV(TRIGGER_BIT);
    _delay_us(10);
    PORTC &= (uint8_t)~_BV(TRIGGER_BIT);
}

static void conclude(void)
{
    TIMSK1 &= (uint8_t)~_BV(ICIE1);
    bool answered = state == HEARD || state == DONE;
    unanswered = answered ? 0 : unanswered + (unanswered < DEAF_AFTER);
    ranging = unanswered < DEAF_AFTER && (ranging || answered);
    uint32_t mm = state == DONE ? echo * MM_NUMERATOR / MM_DENOMINATOR : 0;
    distance_mm = mm > FARTHEST_MM ? 0 : mm;
    state = IDLE;
}

void sensors_step(void)
{
    if (!(PINC & _BV(PIR_BIT)))
        feels = true; /* the pull-up alone never lets it fall */
    frame = (frame + 1) % EVERY;
    if (frame == 0)
        call();
    else if (frame == 3)
        conclude();
}

bool sensors_listening(void)
{
    return state == CALLED || state == HEARD;
}

uint8_t sensors_flags(void)
{
    uint8_t flags = ranging ? RANGING : 0;
    if (feels)
        flags |= FEELS;
    if (feels && (PINC & _BV(PIR_BIT)))
        flags |= MOVING;
    return flags;
}

uint16_t sensors_distance_mm(void)
{
    return distance_mm;
}
