#include "frame.h"

#include <stdbool.h>
#include <util/crc16.h>

#include "protocol.h"
#include "uart.h"

#define LONGEST 118 /* limits of 16 channels: type, sequence, 114 bytes, check */
#define NO_ZERO 0xff /* a run of this code has no zero behind it */

static uint8_t body[LONGEST], length; /* of the frame that is coming in */
static uint8_t code, left;            /* the present run, and how much of it is to come */
static bool begun, broken;
static uint8_t rejected;

static uint16_t check(const uint8_t *bytes, uint8_t count)
{
    uint16_t crc = 0xffff;
    while (count--)
        crc = _crc_xmodem_update(crc, *bytes++);
    return crc;
}

uint8_t frame_rejected(void)
{
    return rejected;
}

static void append(uint8_t byte)
{
    if (length < LONGEST)
        body[length++] = byte;
    else
        broken = true;
}

static bool finish(void)
{
    if (broken || left || length < 4)
        return false;
    length -= 2;
    uint16_t wanted = (uint16_t)body[length] << 8 | body[length + 1];
    return check(body, length) == wanted && protocol_heed(body, length);
}

void frame_take(uint8_t byte)
{
    if (byte == 0) {
        if (begun && !finish())
            rejected++;
        length = code = left = 0;
        begun = broken = false;
        return;
    }
    begun = true;
    if (left) {
        left--;
        append(byte);
        return;
    }
    if (code && code != NO_ZERO)
        append(0);
    code = byte;
    left = byte - 1;
}

void frame_send(uint8_t *bytes, uint8_t count)
{
    uint16_t crc = check(bytes, count);
    bytes[count++] = crc >> 8;
    bytes[count++] = crc & 0xff;
    uint8_t at = 0;
    do {
        uint8_t end = at;
        while (end < count && bytes[end])
            end++;
        uart_put(end - at + 1);
        while (at < end)
            uart_put(bytes[at++]);
        at++;
    } while (at <= count);
    uart_put(0);
}
