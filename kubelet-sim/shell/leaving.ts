/** How a program leaves what it is in. */

/** `exit`. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super('exit');
  }
}

/** `break` and `continue`. */
export class Leave extends Error {
  constructor(readonly how: 'break' | 'continue') {
    super(how);
  }
}
