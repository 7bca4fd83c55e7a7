#include "protocol.h"

#include "board.h"
#include "boot.h"
#include "buttons.h"
#include "frame.h"
#include "lights.h"
#include "safety.h"
#include "sensors.h"
#include "servo.h"

#define ITEMS 16 /* most channels or lamps in a request */
#define HIGHEST 4095
#define REPLY 0x80
#define STATUS_SIZE 7
#define POSITION_SIZE 3
#define LIMIT_SIZE 7
#define LAMP_SIZE 5
#define ANSWER_SIZE (2 + STATUS_SIZE + POSITION_SIZE * CHANNELS + 2)
#define IDENTITY_SIZE (2 + 6 + NAME_LONGEST + 2)

static uint8_t answer[ANSWER_SIZE > IDENTITY_SIZE ? ANSWER_SIZE : IDENTITY_SIZE], used;

static uint16_t word(const uint8_t *bytes)
{
    return (uint16_t)bytes[0] << 8 | bytes[1];
}

static void add(uint8_t byte)
{
    answer[used++] = byte;
}

static void add_word(uint16_t value)
{
    add(value >> 8);
    add(value & 0xff);
}

/* Whether `bytes` are up to 16 items of `size` bytes that begin with rising numbers below 16. */
static bool rising(const uint8_t *bytes, uint8_t length, uint8_t size)
{
    uint8_t least = 0, items = 0;
    for (; length >= size; length -= size, bytes += size, items++) {
        if (bytes[0] < least || bytes[0] >= ITEMS)
            return false;
        least = bytes[0] + 1;
    }
    return length == 0 && items <= ITEMS;
}

static bool is_set(const uint8_t *payload, uint8_t length)
{
    if (!rising(payload, length, POSITION_SIZE))
        return false;
    for (uint8_t at = 0; at < length; at += POSITION_SIZE)
        if (word(payload + at + 1) > HIGHEST)
            return false;
    return true;
}

static bool is_limits(const uint8_t *payload, uint8_t length)
{
    if (length < 2 || !rising(payload + 2, length - 2, LIMIT_SIZE))
        return false;
    for (uint8_t at = 2; at < length; at += LIMIT_SIZE)
        if (word(payload + at + 3) > HIGHEST || word(payload + at + 1) > word(payload + at + 3))
            return false;
    return true;
}

static bool is_glow(const uint8_t *payload, uint8_t length)
{
    if (!rising(payload, length, LAMP_SIZE))
        return false;
    for (uint8_t at = 0; at < length; at += LAMP_SIZE)
        if (payload[at + 4] >= EFFECTS)
            return false;
    return true;
}

static bool is_request(uint8_t type, const uint8_t *payload, uint8_t length)
{
    switch (type) {
    case 'S':
        return is_set(payload, length);
    case 'L':
        return is_limits(payload, length);
    case 'G':
        return is_glow(payload, length);
    case 'T':
        return length == 1;
    case 'H': case 'R': case 'P': case 'E': case 'C': case 'D':
        return length == 0;
    default:
        return false;
    }
}

static void obey_limits(const uint8_t *payload, uint8_t length)
{
    safety_deadman(word(payload));
    servo_forget_limits();
    for (uint8_t at = 2; at < length; at += LIMIT_SIZE)
        servo_limit(payload[at], word(payload + at + 1), word(payload + at + 3), word(payload + at + 5));
    servo_keep_limited();
}

static void obey_set(const uint8_t *payload, uint8_t length)
{
    if (safety_limp())
        return;
    for (uint8_t at = 0; at < length; at += POSITION_SIZE)
        servo_set(payload[at], word(payload + at + 1));
}

static void obey_glow(const uint8_t *payload, uint8_t length)
{
    for (uint8_t at = 0; at < length; at += LAMP_SIZE)
        lights_set(payload[at], payload + at + 1);
}

static void obey(uint8_t type, const uint8_t *payload, uint8_t length)
{
    switch (type) {
    case 'L':
        obey_limits(payload, length);
        break;
    case 'T':
        if (payload[0] == 1 && safety_limp())
            servo_hold();
        safety_torque(payload[0] == 1);
        break;
    case 'S':
        obey_set(payload, length);
        break;
    case 'E':
        safety_stop();
        break;
    case 'C':
        safety_clear();
        break;
    case 'G':
        obey_glow(payload, length);
        break;
    }
}

static void add_status(void)
{
    add(safety_flags());
    add_word(boot_id());
    add(frame_rejected());
    add_word(0); /* no channel is missing: a hobby servo cannot tell */
    add(buttons_down());
}

static void add_pose(void)
{
    for (uint8_t channel = 0; channel < CHANNELS; channel++) {
        uint16_t output = servo_output(channel);
        if (output) {
            add(channel);
            add_word(output);
        }
    }
}

static void add_identity(void)
{
    add(PROTOCOL);
    add(FIRMWARE_MAJOR);
    add(FIRMWARE_MINOR);
    add(CHANNELS);
    add_word(boot_id());
    for (uint8_t at = 0; at < NAME_LONGEST && boot_name(at); at++)
        add(boot_name(at));
}

static void reply(uint8_t type, uint8_t sequence)
{
    used = 0;
    add(type | REPLY);
    add(sequence);
    switch (type) {
    case 'H':
        add_identity();
        break;
    case 'D':
        add(sensors_flags());
        add_word(sensors_distance_mm());
        break;
    case 'R':
        add_status();
        add_pose();
        break;
    default:
        add_status();
    }
    frame_send(answer, used);
}

bool protocol_heed(const uint8_t *body, uint8_t length)
{
    if (!is_request(body[0], body + 2, length - 2))
        return false;
    if (safety_feed())
        lights_forget();
    obey(body[0], body + 2, length - 2);
    reply(body[0], body[1]);
    return true;
}
