import { linesOf, type Line } from './lines';

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

async function read(...texts: readonly string[]): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of linesOf(pieces(...texts))) lines.push(line);
  return lines;
}

const texts = (lines: readonly Line[]): string[] => lines.map(({ number, text, open }) => `${number} ${text}${open ? ' …' : ''}`);

it.each([
  [['a\nb\n'], ['1 a', '2 b']],
  [['a\nb'], ['1 a', '2 b …']],
  [['a', 'b\nc', '', 'd\n', 'e\nf\ng'], ['1 ab', '2 cd', '3 e', '4 f', '5 g …']],
  [['\n\n'], ['1 ', '2 ']],
  [[], []],
  [[''], []],
])('%j', async (given, lines) => {
  expect(texts(await read(...given))).toEqual(lines);
});

it('a character may be cut in two', async () => {
  const [first, second] = [Buffer.from('ä\n').subarray(0, 1), Buffer.from('ä\n').subarray(1)];
  async function* cut(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(first);
    yield second;
  }
  for await (const { text } of linesOf(cut())) expect(text).toBe('ä');
});
