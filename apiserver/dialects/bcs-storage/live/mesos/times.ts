/** Times as documents have them. */

/** Of what has not happened, as Go writes it. */
const never = '0001-01-01T00:00:00Z';

/** Milliseconds since 1970 as RFC 3339; 0 or nothing: it has not happened. */
export const timeText = (ms: number | undefined): string => (ms ? new Date(ms).toISOString().replace('.000Z', 'Z') : never);
