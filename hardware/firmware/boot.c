#include "boot.h"

#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/pgmspace.h>
#include <avr/wdt.h>

#include "board.h"

#define STARTS 256 /* places in the EEPROM */

#ifndef NAME
#define NAME "mcu-head"
#endif

/* `kiosk hardware flash --name` writes another name behind the mark in a built image. */
static const struct {
    char mark[12];
    char name[NAME_LONGEST + 1];
} device PROGMEM = {"BALIE-NAME:", NAME};

static uint16_t id;

/* First of all every pulse ends. And after a reset by the watchdog that runs on, at its shortest period: off with it. */
__attribute__((naked, used, section(".init3"))) void boot_quiet(void)
{
    PORTB = PORTD = 0;
    MCUSR = 0;
    wdt_disable();
}

/* A main loop that hangs: no more pulses, and a fresh start without the boot loader, of which old ones hang here. If
   interrupts are off as well, the watchdog resets the chip at its second period. */
ISR(WDT_vect, ISR_NAKED)
{
    asm volatile("clr r1\n\tjmp 0");
}

static uint16_t *place(uint16_t start)
{
    return (uint16_t *)(start % STARTS * sizeof(uint16_t));
}

/* Each start is written behind the one before it, round and round: a byte of the EEPROM stands 100 000 writes, and the
   host restarts a board whenever it opens the port. */
static void count(void)
{
    uint16_t start = 0, last = eeprom_read_word(place(0));
    while (start < STARTS - 1 && eeprom_read_word(place(start + 1)) == (uint16_t)(last + 1)) {
        start++;
        last++;
    }
    id = last + 1;
    eeprom_write_word(place(start + 1), id);
}

void boot_start(void)
{
    count();
    cli();
    wdt_reset();
    WDTCSR = _BV(WDCE) | _BV(WDE);
    WDTCSR = _BV(WDIE) | _BV(WDE) | _BV(WDP1) | _BV(WDP0); /* 0.125 s; first an interrupt, then a reset */
}

uint16_t boot_id(void)
{
    return id;
}

char boot_name(uint8_t at)
{
    return (char)pgm_read_byte(&device.name[at]);
}
