#include "uart.h"

#include <avr/interrupt.h>

#include "board.h"

#define IN_SIZE 128 /* powers of two */
#define OUT_SIZE 64

static volatile uint8_t in[IN_SIZE], in_head, in_tail;
static volatile uint8_t out[OUT_SIZE], out_head, out_tail;

void uart_start(void)
{
    UCSR0A = _BV(U2X0); /* the doubled clock: 117 647 baud, 2.1 % off, as on every board of 16 MHz */
    UBRR0 = 16;
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
}

/* A byte that finds no room is lost; the check of its frame tells. */
static inline void receive(void)
{
    uint8_t byte = UDR0;
    uint8_t next = (uint8_t)(in_head + 1) % IN_SIZE;
    if (next != in_tail) {
        in[in_head] = byte;
        in_head = next;
    }
}

static inline void transmit(void)
{
    if (out_head == out_tail) {
        UCSR0B &= (uint8_t)~_BV(UDRIE0);
        return;
    }
    UDR0 = out[out_tail];
    out_tail = (uint8_t)(out_tail + 1) % OUT_SIZE;
}

ISR(USART_RX_vect)
{
    receive();
}

ISR(USART_UDRE_vect)
{
    transmit();
}

void uart_serve(void)
{
    if (UCSR0A & _BV(RXC0))
        receive();
    if ((UCSR0B & _BV(UDRIE0)) && (UCSR0A & _BV(UDRE0)))
        transmit();
}

bool uart_take(uint8_t *byte)
{
    if (in_head == in_tail)
        return false;
    *byte = in[in_tail];
    in_tail = (uint8_t)(in_tail + 1) % IN_SIZE;
    return true;
}

void uart_put(uint8_t byte)
{
    uint8_t next = (uint8_t)(out_head + 1) % OUT_SIZE;
    while (next == out_tail)
        ;
    out[out_head] = byte;
    out_head = next;
    cli();
    UCSR0B |= _BV(UDRIE0);
    sei();
}
