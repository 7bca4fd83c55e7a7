/* Which pin is what on an ATmega328P at 16 MHz (Uno, Nano); README.md has it as a table and a drawing. */
#pragma once

#include <avr/io.h>

#define PROTOCOL 1
#define FIRMWARE_MAJOR 1
#define FIRMWARE_MINOR 0

#define CHANNELS 8 /* D3 D4 D5 D6 D7 D9 D10 D12, see servo.c */
#define LAMPS 16
#define BUTTONS 4

#ifndef PIXELS
#define PIXELS 1 /* pixels of the strip that show one lamp */
#endif

#define STOP_BIT PD2     /* D2: normally closed contact to ground; open is a stop */
#define ECHO_BIT PB0     /* D8: the pin with hardware time stamps (ICP1) */
#define LIGHTS_BIT PB3   /* D11: data of the strip, or plain lamp 0 (OC2A) */
#define LED_BIT PB5      /* D13: the board's own light, or plain lamp 1 */
#define BUTTONS_MASK 0x0f /* A0 to A3, to ground */
#define PIR_BIT PC4      /* A4 */
#define TRIGGER_BIT PC5  /* A5 */

#define TICKS_PER_US 2 /* of timer 1 */
#define US(us) ((uint16_t)((us) * TICKS_PER_US))
