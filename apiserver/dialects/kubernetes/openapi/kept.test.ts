import { KeptDocuments } from './kept';

const [a, b] = [{ name: 'a' }, { name: 'b' }];

function counting(): { of: (key: string, ...of: readonly object[]) => string; made: string[]; kept: KeptDocuments } {
  const made: string[] = [];
  const kept = new KeptDocuments();
  const of = (key: string, ...parts: readonly object[]): string => kept.get(key, 'application/json', parts, () => {
    made.push(key);
    return Buffer.from(JSON.stringify(parts));
  }).bytes.toString();
  return { of, made, kept };
}

it('a document is made anew when what it is made of is another, not when another document is', () => {
  const { of, made } = counting();
  expect([of('one', a), of('two', b), of('one', a)]).toEqual(['[{"name":"a"}]', '[{"name":"b"}]', '[{"name":"a"}]']);
  expect(of('one', a, b)).toBe('[{"name":"a"},{"name":"b"}]');
  expect(of('two', b)).toBe('[{"name":"b"}]');
  expect(of('two', { ...b })).toBe('[{"name":"b"}]');
  expect(made).toEqual(['one', 'two', 'one', 'two']);
});

it('what is not there any more is forgotten', () => {
  const { of, made, kept } = counting();
  of('one', a);
  of('two', b);
  kept.keep(new Set(['two']));
  of('one', a);
  of('two', b);
  expect(made).toEqual(['one', 'two', 'one']);
});
