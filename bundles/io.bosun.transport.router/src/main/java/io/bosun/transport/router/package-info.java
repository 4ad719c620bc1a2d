// SPDX-License-Identifier: Apache-2.0

/**
 * Envelopes to frames and back, the routes that peers announce, and the berths that follow from them.
 *
 * <p>The bodies of frames; all numbers are big-endian, and a text is its length in bytes, u16, and so many bytes of
 * UTF-8:
 *
 * <pre>
 *   COMMAND   u8    flags: 1 the reply is wanted, 2 it goes by the control lane of its berth
 *             i64   the envelope's id
 *             i64   nanoseconds left until the deadline, or 2^63-1 without one: clocks of two processes do not compare
 *             text  key
 *             text  sender
 *             u16   how many headers, each a text for its name and a text for its value
 *             rest  the payload
 *
 *   REPLY     the payload; no bytes where there is none
 *
 *   FAILURE   u8    0: the handler threw
 *             text  class name of what it threw
 *             text  message
 *             text  stack
 *       or    u8    1: no handler answered
 *             text  the name of the reason
 *             u8    1 if a handler may have run it
 *             text  more about it
 *
 *   CANCEL    no bytes
 *
 *   ROUTES    i64   version: grows with each announcement of a process; one that is not newer is ignored
 *             i32   how many entries, each
 *             text  target
 *             text  key
 *             text  the name of the delivery
 *             u8    flags: 1 spread, 2 idempotent
 *             text  schema
 * </pre>
 *
 * <p>An announcement replaces the one before. Each command gets one REPLY or FAILURE of the same correlation id, also
 * where its reply is not wanted. A command whose correlation id is that of one still to be answered is ignored.
 *
 * <p>Who gives up a command, or has waited to its deadline, sends one CANCEL behind it, and still gets an answer, which
 * comes late for everybody. It ends the command on the other side: one that has not begun never runs, the handler of
 * one that runs is told, and a boss that passed it on tells the hand that has it. A CANCEL may cross the answer on its
 * way, so one for a command that is not known is ignored; where a peer takes hardly anything, it is dropped. Nothing
 * else is needed for a deadline: who arrives sees what is left of it, and who asked tells when it is over.
 *
 * <p>Where a link closes, the commands that came by it run on: whoever asked is told that they may have run, and an
 * order is not void because nobody is left to hear of its end. Only their answers are dropped.
 */
package io.bosun.transport.router;
