/* Lamps as WS2812 pixels (WorldSemi WS2812B data sheet: bit 1.25 µs, high 0.4 or 0.8 µs, least significant last, green
   first) on one pin. The bits need interrupts off: they go out only where no servo edge is near, and the serial line is
   served between pixels, in less time than the pixels take for the end of the message. */

#include <avr/interrupt.h>

#include "board.h"
#include "lights.h"
#include "sensors.h"
#include "servo.h"
#include "uart.h"

#define PIXEL_US 38 /* 30 of bits, and the line served */
#define MESSAGE US((uint16_t)(PIXEL_US * PIXELS * LAMPS + 20))

#if PIXELS < 1 || PIXELS > 12
#error PIXELS is 1 to 12: more do not fit between the servo pulses
#endif

void outputs_start(void)
{
    PORTB &= (uint8_t)~_BV(LIGHTS_BIT);
    DDRB |= _BV(LIGHTS_BIT);
}

/* 20 cycles a bit: high for 6 or 13 of them. */
static inline void send_byte(uint8_t byte, uint8_t high, uint8_t low)
{
    uint8_t bits = 8;
    asm volatile(
        "1: out %[port], %[high]\n\t" /* 0 */
        "rjmp .+0\n\t"
        "rjmp .+0\n\t"
        "sbrs %[byte], 7\n\t" /* 5 */
        "out %[port], %[low]\n\t" /* 6 */
        "lsl %[byte]\n\t"
        "rjmp .+0\n\t"
        "rjmp .+0\n\t"
        "nop\n\t"
        "out %[port], %[low]\n\t" /* 13 */
        "rjmp .+0\n\t"
        "nop\n\t"
        "dec %[bits]\n\t"
        "brne 1b\n\t" /* 18, 19 */
        : [byte] "+r"(byte), [bits] "+r"(bits)
        : [port] "I"(_SFR_IO_ADDR(PORTB)), [high] "r"(high), [low] "r"(low));
}

static void send(const colour_t *colours)
{
    uint8_t high = PORTB | _BV(LIGHTS_BIT), low = PORTB & (uint8_t)~_BV(LIGHTS_BIT);
    for (uint8_t lamp = 0; lamp < LAMPS; lamp++)
        for (uint8_t pixel = 0; pixel < PIXELS; pixel++) {
            send_byte(colours[lamp].green, high, low);
            send_byte(colours[lamp].red, high, low);
            send_byte(colours[lamp].blue, high, low);
            uart_serve();
        }
}

bool outputs_show(const colour_t *colours)
{
    if (sensors_listening())
        return false;
    cli();
    bool quiet = servo_quiet(MESSAGE);
    if (quiet)
        send(colours);
    sei();
    return quiet;
}
