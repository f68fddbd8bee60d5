/** How many writes are begun in one turn of an event loop that has other work too. */

/** A few milliseconds. */
export const writesPerTurn = 16;
/** What is told of the work gives way to the work itself. */
export const eventsPerTurn = 1;
