#include "servo.h"

#include <avr/interrupt.h>
#include <util/atomic.h>

#include "board.h"
#include "safety.h"

/* A frame of 20 ms has four slots of 3 ms, in each of which two channels rise together; the rest is quiet. */
#define SLOTS 4
#define SLOT US(3000)
#define REST US(20000 - 3 * 3000)
#define SLOT_MS 3
#define REST_MS 11
#define SHORTEST 400
#define LONGEST 2700

/* The interrupt comes so much too early, and waits for the exact tick: no other interrupt can make an edge late. */
#define PREPARE US(60)
#define AHEAD US(20)
#define NEAR US(40)

typedef struct {
    uint16_t lowest, highest, slew, target, output; /* µs; no limits: highest 0; never moved: output 0 */
} channel_t;

typedef struct {
    uint16_t at;
    uint8_t keep_d, keep_b; /* what stays high */
} edge_t;

static volatile channel_t channels[CHANNELS];
static const uint8_t bits_d[CHANNELS] = {_BV(PD3), _BV(PD4), _BV(PD5), _BV(PD6), _BV(PD7), 0, 0, 0};
static const uint8_t bits_b[CHANNELS] = {0, 0, 0, 0, 0, _BV(PB1), _BV(PB2), _BV(PB4)};

static volatile uint8_t slot, frames;
static volatile uint16_t due; /* the next edge */
static uint16_t slot_at;
static edge_t falls[2];
static uint8_t fall, fall_count, rise_d, rise_b;

#define ALL_D (_BV(PD3) | _BV(PD4) | _BV(PD5) | _BV(PD6) | _BV(PD7))
#define ALL_B (_BV(PB1) | _BV(PB2) | _BV(PB4))

void servo_start(void)
{
    PORTD &= (uint8_t)~ALL_D;
    PORTB &= (uint8_t)~ALL_B;
    DDRD |= ALL_D;
    DDRB |= ALL_B;
    for (uint8_t channel = 0; channel < CHANNELS; channel++)
        channels[channel] = (channel_t){0};
    slot = fall = fall_count = 0;
    TCCR1A = 0;
    TCCR1B = _BV(ICNC1) | _BV(ICES1) | _BV(CS11); /* free running, 0.5 µs */
    slot_at = TCNT1 + SLOT;
    due = slot_at;
    OCR1A = slot_at - PREPARE;
    TIFR1 = _BV(OCF1A);
    TIMSK1 |= _BV(OCIE1A);
}

/* One step of 20 ms towards the target; the width of the pulse, 0 for none. */
static uint16_t advance(volatile channel_t *channel)
{
    uint16_t target = channel->target, output = channel->output, slew = channel->slew;
    if (!output || !target)
        output = target;
    else if (target > output)
        output = target - output > slew ? output + slew : target;
    else
        output = output - target > slew ? output - slew : target;
    channel->output = output;
    return output;
}

static void add_fall(uint16_t at, uint8_t bit_d, uint8_t bit_b)
{
    falls[fall_count].at = at;
    falls[fall_count].keep_d = ~bit_d;
    falls[fall_count].keep_b = ~bit_b;
    fall_count++;
    rise_d |= bit_d;
    rise_b |= bit_b;
}

/* Works out the slot's edges. */
static void prepare(void)
{
    fall = fall_count = rise_d = rise_b = 0;
    if (!safety_step(slot ? SLOT_MS : REST_MS))
        return;
    uint8_t one = slot * 2, two = one + 1;
    uint16_t width_one = advance(&channels[one]), width_two = advance(&channels[two]);
    if (width_one > width_two) {
        uint16_t width = width_one;
        width_one = width_two;
        width_two = width;
        one++;
        two--;
    }
    if (width_one && width_one == width_two) {
        add_fall(slot_at + US(width_one), bits_d[one] | bits_d[two], bits_b[one] | bits_b[two]);
        return;
    }
    if (width_one)
        add_fall(slot_at + US(width_one), bits_d[one], bits_b[one]);
    if (width_two)
        add_fall(slot_at + US(width_two), bits_d[two], bits_b[two]);
}

static inline void wait_until(uint16_t at)
{
    while ((int16_t)(TCNT1 - at) < 0)
        ;
}

static void begin_slot(void)
{
    prepare();
    uint8_t high_d = PORTD | rise_d, high_b = PORTB | rise_b;
    wait_until(slot_at);
    PORTD = high_d;
    PORTB = high_b;
    slot = (slot + 1) % SLOTS;
    if (slot == 1)
        frames++;
    slot_at += slot ? SLOT : REST;
}

static void end_pulse(void)
{
    const edge_t *edge = &falls[fall++];
    uint8_t low_d = PORTD & edge->keep_d, low_b = PORTB & edge->keep_b;
    wait_until(edge->at);
    PORTD = low_d;
    PORTB = low_b;
}

/* Both, where the second comes too soon for an interrupt of its own: all is worked out before the first. */
static void end_both(void)
{
    fall = fall_count;
    uint16_t one_at = falls[0].at, two_at = falls[1].at;
    uint8_t one_d = PORTD & falls[0].keep_d, one_b = PORTB & falls[0].keep_b;
    uint8_t two_d = one_d & falls[1].keep_d, two_b = one_b & falls[1].keep_b;
    wait_until(one_at);
    PORTD = one_d;
    PORTB = one_b;
    wait_until(two_at);
    PORTD = two_d;
    PORTB = two_b;
}

ISR(TIMER1_COMPA_vect)
{
    uint16_t ahead;
    do {
        if (fall == fall_count)
            begin_slot();
        else if (fall == 0 && fall_count == 2 && falls[1].at - falls[0].at < NEAR)
            end_both();
        else
            end_pulse();
        bool falling = fall < fall_count;
        due = falling ? falls[fall].at : slot_at;
        ahead = falling ? AHEAD : PREPARE;
    } while ((int16_t)(due - ahead - TCNT1) < (int16_t)US(2));
    OCR1A = due - ahead;
}

void servo_forget_limits(void)
{
    for (uint8_t channel = 0; channel < CHANNELS; channel++) {
        ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
        {
            channels[channel].highest = 0;
        }
    }
}

static uint16_t clamp(uint16_t value, uint16_t lowest, uint16_t highest)
{
    return value < lowest ? lowest : value > highest ? highest : value;
}

static void aim(volatile channel_t *channel, uint16_t position)
{
    uint16_t target = clamp(position, channel->lowest, channel->highest);
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        channel->target = target;
    }
}

void servo_limit(uint8_t number, uint16_t lowest, uint16_t highest, uint16_t slew)
{
    if (number >= CHANNELS)
        return;
    volatile channel_t *channel = &channels[number];
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        channel->lowest = clamp(lowest, SHORTEST, LONGEST);
        channel->highest = clamp(highest, SHORTEST, LONGEST);
        channel->slew = slew;
    }
    if (channel->target)
        aim(channel, channel->target);
}

void servo_keep_limited(void)
{
    for (uint8_t channel = 0; channel < CHANNELS; channel++)
        if (!channels[channel].highest) {
            ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
            {
                channels[channel].target = channels[channel].output = 0;
            }
        }
}

void servo_set(uint8_t channel, uint16_t position)
{
    if (channel < CHANNELS && channels[channel].highest)
        aim(&channels[channel], position);
}

void servo_hold(void)
{
    for (uint8_t channel = 0; channel < CHANNELS; channel++)
        if (servo_output(channel))
            aim(&channels[channel], servo_output(channel));
}

uint16_t servo_output(uint8_t channel)
{
    uint16_t output;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        output = channels[channel].output;
    }
    return output;
}

uint8_t servo_frames(void)
{
    return frames;
}

bool servo_quiet(uint16_t ticks)
{
    return (int16_t)(due - PREPARE - TCNT1) > (int16_t)ticks;
}
