/* An ATmega328P at 16 MHz in simavr: bytes in and out at the speed of the line, pins with the cycle of each change.
 *
 * Built by `avr_board.py` for tests; simavr (GPL-3) is linked there and nowhere else.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <simavr/avr_eeprom.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_io.h>

DEFINE_FIFO(uint16_t, uart_fifo);

#define EVENTS 65536 /* powers of two */
#define BYTES 65536
#define FLASH 32768
#define UNREAD 3 /* bytes that the receiver holds: two and the one that is coming in */

enum { SENT = 1, CHANGED = 2, OVERRUN = 3, HALTED = 4 };

typedef struct {
    uint64_t cycle;
    uint8_t kind, port, bit, value;
} event_t;

typedef struct {
    uint64_t due;
    uint8_t byte;
} waiting_t;

typedef struct {
    char port;
    uint8_t bit, unwatched;
    struct board *board;
} pin_t;

typedef struct board {
    avr_t *avr;
    avr_uart_t *uart;
    avr_irq_t *receive;
    event_t events[EVENTS];
    uint32_t event_count, lost;
    waiting_t waiting[BYTES];
    uint32_t first, last; /* of `waiting` */
    uint64_t line_free, byte_cycles;
    pin_t pins[24];
    avr_ioport_external_t driven[3];
    uint32_t echo_cycles; /* 0: no ultrasonic sensor */
    uint64_t echo_rise, echo_fall;
} board_t;

static void note(board_t *board, uint8_t kind, uint8_t port, uint8_t bit, uint8_t value)
{
    if (board->event_count == EVENTS) {
        board->lost++;
        return;
    }
    board->events[board->event_count++] = (event_t){board->avr->cycle, kind, port, bit, value};
}

static void sent(avr_irq_t *irq, uint32_t value, void *param)
{
    (void)irq;
    note(param, SENT, 0, 0, value);
}

/* An ultrasonic sensor begins its echo 0.45 ms after the trigger's end (HC-SR04). */
static void trigger(board_t *board, uint32_t value)
{
    if (!value && board->echo_cycles) {
        board->echo_rise = board->avr->cycle + 7200;
        board->echo_fall = board->echo_rise + board->echo_cycles;
    }
}

static void changed(avr_irq_t *irq, uint32_t value, void *param)
{
    (void)irq;
    pin_t *pin = param;
    if (!pin->unwatched)
        note(pin->board, CHANGED, pin->port, pin->bit, value);
    if (pin->port == 'C' && pin->bit == 5)
        trigger(pin->board, value);
}

static avr_irq_t *pin_irq(board_t *board, char port, uint8_t bit)
{
    return avr_io_getirq(board->avr, AVR_IOCTL_IOPORT_GETIRQ(port), bit);
}

static void quiet(avr_t *avr, const int level, const char *format, va_list args)
{
    (void)avr, (void)level, (void)format, (void)args;
}

static void find_uart(board_t *board)
{
    for (avr_io_t *io = board->avr->io_port; io; io = io->next)
        if (!strcmp(io->kind, "uart"))
            board->uart = (avr_uart_t *)io;
}

static void wire(board_t *board)
{
    uint32_t flags = 0;
    avr_ioctl(board->avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    avr_irq_register_notify(avr_io_getirq(board->avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), sent, board);
    board->receive = avr_io_getirq(board->avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
    pin_t *pin = board->pins;
    for (char port = 'B'; port <= 'D'; port++)
        for (uint8_t bit = 0; bit < 8; bit++, pin++) {
            *pin = (pin_t){port, bit, 0, board};
            avr_irq_register_notify(pin_irq(board, port, bit), changed, pin);
        }
}

board_t *board_new(const uint8_t *flash, uint32_t size)
{
    avr_global_logger_set(quiet);
    board_t *board = calloc(1, sizeof *board);
    board->avr = avr_make_mcu_by_name("atmega328p");
    avr_init(board->avr);
    board->avr->frequency = 16000000;
    board->avr->log = 0;
    memset(board->avr->flash, 0xff, FLASH);
    memcpy(board->avr->flash, flash, size);
    board->avr->codeend = FLASH;
    find_uart(board);
    wire(board);
    return board;
}

void board_free(board_t *board)
{
    avr_terminate(board->avr);
    free(board);
}

uint64_t board_cycle(board_t *board)
{
    return board->avr->cycle;
}

/* Power comes back: memory holds anything, the EEPROM what it held. */
void board_reset(board_t *board)
{
    memset(board->avr->data + 0x100, 0xa5, 2048);
    board->first = board->last = 0;
    board->line_free = 0;
    avr_reset(board->avr);
}

static void eeprom(board_t *board, uint32_t request, uint16_t address, uint8_t *byte)
{
    avr_eeprom_desc_t place = {.ee = byte, .offset = address, .size = 1};
    avr_ioctl(board->avr, request, &place);
}

uint8_t board_stored(board_t *board, uint16_t address)
{
    uint8_t byte = 0;
    eeprom(board, AVR_IOCTL_EEPROM_GET, address, &byte);
    return byte;
}

void board_store(board_t *board, uint16_t address, uint8_t byte)
{
    eeprom(board, AVR_IOCTL_EEPROM_SET, address, &byte);
}

/* What is plugged in drives a pin, against its pull-up. */
void board_pin(board_t *board, char port, uint8_t bit, uint8_t level)
{
    avr_ioport_external_t *driven = &board->driven[port - 'B'];
    driven->name = port;
    driven->mask |= 1 << bit;
    driven->value = (driven->value & ~(1u << bit)) | (unsigned)level << bit;
    avr_ioctl(board->avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(port), driven);
    avr_irq_t *irq = pin_irq(board, port, bit);
    irq->value = !level; /* or a level that outlasts a reset would be no change */
    avr_raise_irq(irq, level);
}

void board_watch(board_t *board, char port, uint8_t bit, uint8_t on)
{
    board->pins[(port - 'B') * 8 + bit].unwatched = !on;
}

/* How long a byte takes on the line to the board. */
void board_speed(board_t *board, uint64_t byte_cycles)
{
    board->byte_cycles = byte_cycles;
}

void board_echo(board_t *board, uint32_t cycles)
{
    board->echo_cycles = cycles;
    board_pin(board, 'B', 0, 0);
}

/* Puts a byte on the line behind those that are on it; the cycle at which its last bit arrives. */
uint64_t board_put(board_t *board, uint8_t byte)
{
    uint64_t now = board->avr->cycle;
    board->line_free = (board->line_free > now ? board->line_free : now) + board->byte_cycles;
    board->waiting[board->last++ % BYTES] = (waiting_t){board->line_free, byte};
    return board->line_free;
}

static uint32_t unread(avr_uart_t *uart)
{
    return uart_fifo_get_read_size(&uart->input);
}

/* The receiver asks for its interrupt as long as it holds a byte; simavr would ask once. */
static void raise_received(board_t *board)
{
    avr_int_vector_t *received = &board->uart->rxc;
    if (!unread(board->uart)) {
        if (received->pending)
            avr_clear_interrupt(board->avr, received);
    } else if (!received->pending && (board->avr->sreg[S_I] || !avr_regbit_get(board->avr, received->raised))) {
        avr_regbit_clear(board->avr, received->raised);
        avr_raise_interrupt(board->avr, received);
    }
}

/* What arrived is there at once: simavr would take the time of a byte, and again after each reading. */
static void deliver(board_t *board)
{
    waiting_t *next = &board->waiting[board->first % BYTES];
    if (board->first != board->last && board->avr->cycle >= next->due) {
        board->first++;
        if (unread(board->uart) >= UNREAD)
            note(board, OVERRUN, 0, 0, next->byte);
        else
            avr_raise_irq(board->receive, next->byte);
    }
    raise_received(board);
}

static void sound(board_t *board)
{
    uint64_t now = board->avr->cycle;
    if (board->echo_rise && now >= board->echo_rise) {
        board->echo_rise = 0;
        board_pin(board, 'B', 0, 1);
    }
    if (board->echo_fall && !board->echo_rise && now >= board->echo_fall) {
        board->echo_fall = 0;
        board_pin(board, 'B', 0, 0);
    }
}

/* Runs until a cycle; less if the processor halts. */
void board_run(board_t *board, uint64_t until)
{
    while (board->avr->cycle < until) {
        deliver(board);
        sound(board);
        int state = avr_run(board->avr);
        if (state == cpu_Done || state == cpu_Crashed) {
            note(board, HALTED, 0, 0, state);
            return;
        }
    }
}

/* Runs until something is sent, or a cycle. */
void board_run_to_sent(board_t *board, uint64_t until)
{
    uint32_t before = board->event_count;
    while (board->avr->cycle < until && board->event_count == before)
        board_run(board, board->avr->cycle + 1);
}

uint32_t board_events(board_t *board, const event_t **events)
{
    uint32_t count = board->event_count;
    *events = board->events;
    board->event_count = 0;
    return count;
}

uint32_t board_lost(board_t *board)
{
    return board->lost;
}

/* Overwrites an instruction; what it was. */
uint32_t board_poke(board_t *board, uint32_t address, uint16_t word)
{
    uint8_t *at = board->avr->flash + address;
    uint32_t was = at[0] | at[1] << 8;
    at[0] = word & 0xff;
    at[1] = word >> 8;
    return was;
}

uint32_t board_counter(board_t *board)
{
    return board->avr->pc;
}
