import { Measures } from './measures';

const samplesOf = (measures: Measures, name: string): object[] => measures.families().find((family) => family.name === name)?.samples() ?? [];

it('a series is found by its labels, and is the same when it is asked for again', () => {
  const measures = new Measures();
  const requests = measures.counter('requests_total', 'Requests.', ['verb', 'code']);
  requests('GET', '200').value += 2;
  requests('GET', '404').value++;
  measures.counter('requests_total', 'Requests.', ['verb', 'code'])('GET', '200').value++;
  expect(samplesOf(measures, 'requests_total')).toEqual([
    { suffix: '', labels: { verb: 'GET', code: '200' }, value: 3 }, { suffix: '', labels: { verb: 'GET', code: '404' }, value: 1 },
  ]);
});

it('a histogram tells how many are not above each bound', () => {
  const measures = new Measures();
  const sizes = measures.histogram('sizes', 'Sizes.', ['of'], [1, 10])('x');
  for (const size of [0, 1, 1.5, 10, 11]) sizes.observe(size);
  expect(samplesOf(measures, 'sizes')).toEqual([
    { suffix: '_bucket', labels: { of: 'x', le: '1' }, value: 2 }, { suffix: '_bucket', labels: { of: 'x', le: '10' }, value: 4 },
    { suffix: '_bucket', labels: { of: 'x', le: '+Inf' }, value: 5 }, { suffix: '_sum', labels: { of: 'x' }, value: 23.5 }, { suffix: '_count', labels: { of: 'x' }, value: 5 },
  ]);
});

it('what is read when somebody asks is forgotten by whoever said it, and not by whoever came before', () => {
  const measures = new Measures();
  const forgetFirst = measures.reads('depth', 'Depth.', { name: 'a' }, () => 1);
  const forget = measures.reads('depth', 'Depth.', { name: 'a' }, () => 2);
  forgetFirst();
  expect(samplesOf(measures, 'depth')).toEqual([{ suffix: '', labels: { name: 'a' }, value: 2 }]);
  forget();
  expect(samplesOf(measures, 'depth')).toEqual([]);
});

test('what another thread counts is told with what is counted here, series of one name together', async () => {
  const measures = new Measures();
  const elsewhere = new Measures();
  measures.counter('c', 'both', ['at'])('here').value = 1;
  elsewhere.counter('c', 'both', ['at'])('there').value = 2;
  elsewhere.gauge('g', 'there alone')().value = 3;
  const leave = measures.join(async () => elsewhere.families());
  const told = async (): Promise<object> => Object.fromEntries((await measures.collect()).map((family) => [family.name, family.samples().map(({ labels, value }) => [labels.at, value])]));
  expect(await told()).toEqual({ c: [['here', 1], ['there', 2]], g: [[undefined, 3]] });
  leave();
  expect(await told()).toEqual({ c: [['here', 1]] });
});
