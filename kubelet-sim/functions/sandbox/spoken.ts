/** What a program says, within reason: of more than that in one turn the rest is left out, so that nobody's memory fills up with it. */

type Stream = 'stdout' | 'stderr';

const mostInATurn = 256 * 1024;

export class Spoken {
  private left = mostInATurn;

  constructor(private readonly tell: (stream: Stream, text: string) => void) {}

  /** A turn begins. */
  refill(): void {
    this.left = mostInATurn;
  }

  say(stream: Stream, text: string): void {
    if (this.left <= 0) return;
    const said = text.slice(0, this.left);
    this.left -= text.length;
    this.tell(stream, said);
    if (this.left <= 0) this.tell('stderr', '\n(what was said beyond this is left out)\n');
  }
}
