/* Balie's servo board: servos, lamps, buttons and sensors of presence for a kiosk on the serial line. */

#include <avr/interrupt.h>
#include <avr/wdt.h>

#include "board.h"
#include "boot.h"
#include "buttons.h"
#include "frame.h"
#include "lights.h"
#include "safety.h"
#include "sensors.h"
#include "servo.h"
#include "uart.h"

static void start(void)
{
    boot_start();
    safety_start();
    buttons_start();
    servo_start();
    sensors_start();
    lights_start();
    uart_start();
    sei();
}

static void step(void)
{
    buttons_step();
    sensors_step();
    lights_step();
}

int main(void)
{
    uint8_t seen = 0, byte;
    start();
    for (;;) {
        wdt_reset();
        while (uart_take(&byte))
            frame_take(byte);
        if (servo_frames() != seen) {
            seen = servo_frames();
            step();
        }
        lights_serve();
    }
}
