/** A value of a wrong type or form; the message is what Go's decoder says of it. */
export class Mismatch extends Error {}
