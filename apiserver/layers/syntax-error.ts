/** The text is no JSON or YAML. The message is what follows upstream's `the object provided is unrecognized`. */
export class BodySyntaxError extends Error {
  /** `fault` is the parser's text alone. */
  constructor(readonly fault: string, context = '') {
    super(context + fault);
    this.name = 'BodySyntaxError';
  }
}
