// SPDX-License-Identifier: Apache-2.0

/**
 * Envelopes to frames and back, the routes that peers announce, and the berths that follow from them.
 *
 * <p>The bodies of frames; all numbers are big-endian, and a text is its length in bytes, u16, and so many bytes of
 * UTF-8:
 *
 * <pre>
 *   COMMAND   u8    flags: 1 the reply is wanted
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
 * where its reply is not wanted.
 */
package io.bosun.transport.router;
